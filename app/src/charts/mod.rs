//! Charts as pure functions: data in, an SVG string out, the same bytes on server and browser.
//!
//! A drawing holds shapes alone and is stretched to its place; labels stand around it in HTML,
//! where they keep their size. Colours are the styles' custom properties.

pub mod columns;
pub mod heat;
pub mod map;
pub mod radar;
pub mod scale;
pub mod scatter;
pub mod spark;
pub mod strip;

use plotters::prelude::{DrawingBackend, RGBColor, SVGBackend};
use plotters::style::{Color, ShapeStyle};

/// A colour by its name in the styles.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Token {
    /// What can be clicked, and the only series of a chart.
    Accent,
    /// Thin lines behind the data.
    Hairline,
    /// A threat level.
    Level(&'static str),
    /// One of eight series, counted from 0; later ones begin again.
    Series(usize),
}

impl Token {
    /// The token of a name in the styles: `accent`, `critical`, …, `series-1` to `series-8`.
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        if let Some(level) = LEVELS.iter().find(|level| **level == key) {
            return Self::Level(level);
        }
        let series = key.strip_prefix("series-").and_then(|number| number.parse::<usize>().ok());
        series.map_or(Self::Accent, |number| Self::Series(number.saturating_sub(1)))
    }

    /// A colour no chart would choose, which stands for the token until the drawing is finished.
    fn stand_in(self) -> u8 {
        match self {
            Self::Accent => 1,
            Self::Hairline => 2,
            Self::Series(at) => 0x10 + (at % 8) as u8,
            Self::Level(key) => {
                0x20 + LEVELS.iter().position(|level| *level == key).unwrap_or(LEVELS.len()) as u8
            }
        }
    }

    fn property(stand_in: u8) -> String {
        match stand_in {
            1 => "accent".to_owned(),
            2 => "hairline".to_owned(),
            series @ 0x10..0x20 => format!("series-{}", series - 0x0f),
            level => LEVELS.get(usize::from(level) - 0x20).copied().unwrap_or("muted").to_owned(),
        }
    }
}

/// Keys of the threat levels in the styles, most severe first.
const LEVELS: [&str; 8] = [
    "critical",
    "anubis_deny",
    "high",
    "medium",
    "known_bot",
    "low",
    "legitimate_browser",
    "normal",
];

/// A drawing under way, in whole units from the top left.
struct Canvas {
    size: (u32, u32),
    svg: String,
    hovers: String,
}

impl Canvas {
    fn new(width: u32, height: u32) -> Self {
        Self { size: (width, height), svg: String::new(), hovers: String::new() }
    }

    /// Draws all shapes in one go; the backend borrows the text it writes.
    fn draw(mut self, shapes: impl FnOnce(&mut Pen<'_>)) -> Self {
        let mut pen = Pen { backend: SVGBackend::with_string(&mut self.svg, self.size) };
        shapes(&mut pen);
        drop(pen);
        self
    }

    /// Adds an invisible area that shows `text` under the pointer.
    fn hover(&mut self, (left, top): (i32, i32), (right, bottom): (i32, i32), text: &str) {
        let (width, height) = (right - left, bottom - top);
        self.hovers.push_str(&format!(
            r#"<rect class="hit" x="{left}" y="{top}" width="{width}" height="{height}"><title>"#
        ));
        escape_into(&mut self.hovers, text);
        self.hovers.push_str("</title></rect>");
    }

    /// The drawing as text, stretchable and in the styles' colours.
    fn finish(self) -> String {
        let (width, height) = self.size;
        let fixed = format!(r#"width="{width}" height="{height}" viewBox="#);
        let mut svg = self.svg.replacen(&fixed, r#"preserveAspectRatio="none" viewBox="#, 1);
        svg = in_theme_colours(&svg).replace(r#" opacity="1""#, "").replace('\n', "");
        let end = svg.rfind("</svg>").unwrap_or(svg.len());
        svg.insert_str(end, &self.hovers);
        svg
    }
}

/// Draws shapes; writing into a string cannot fail, so results are dropped.
struct Pen<'a> {
    backend: SVGBackend<'a>,
}

impl Pen<'_> {
    /// Filled rectangles, those of one colour as one shape.
    fn rects(&mut self, rects: &Rects) {
        for (token, all) in &rects.0 {
            let _ = self.backend.fill_polygon(one_outline(all), &style(*token, 0));
        }
    }

    /// A filled rectangle that lets so much of what is behind through: 1 is all colour.
    fn tint(&mut self, from: (i32, i32), to: (i32, i32), token: Token, share: f64) {
        let color = RGBColor(1, 2, token.stand_in()).mix(share);
        let style = ShapeStyle { color, filled: true, stroke_width: 0 };
        let _ = self.backend.draw_rect(from, to, &style, true);
    }

    /// A filled outline that lets so much of what is behind through.
    fn area(&mut self, outline: &[(i32, i32)], token: Token, share: f64) {
        let color = RGBColor(1, 2, token.stand_in()).mix(share);
        let style = ShapeStyle { color, filled: true, stroke_width: 0 };
        let _ = self.backend.fill_polygon(outline.iter().copied(), &style);
    }

    /// An empty rectangle.
    fn frame(&mut self, from: (i32, i32), to: (i32, i32), token: Token) {
        let _ = self.backend.draw_rect(from, to, &style(token, 1), false);
    }

    fn wide_line(&mut self, points: impl IntoIterator<Item = (i32, i32)>, token: Token) {
        let _ = self.backend.draw_path(points, &style(token, 3));
    }

    fn line(&mut self, points: impl IntoIterator<Item = (i32, i32)>, token: Token) {
        let _ = self.backend.draw_path(points, &style(token, 1));
    }
}

/// Rectangles by their colour.
#[derive(Default)]
struct Rects(Vec<(Token, Vec<Rect>)>);

/// Upper left and lower right.
type Rect = [(i32, i32); 2];

impl Rects {
    /// Adds one from its upper left to its lower right.
    fn add(&mut self, from: (i32, i32), to: (i32, i32), token: Token) {
        match self.0.iter_mut().find(|(other, _)| *other == token) {
            Some((_, all)) => all.push([from, to]),
            None => self.0.push((token, vec![[from, to]])),
        }
    }

    /// Puts those of the colours with fewest on top.
    fn fewest_last(&mut self) {
        self.0.sort_by_key(|(_, all)| std::cmp::Reverse(all.len()));
    }
}

/// One outline around all rectangles: from each to the next, and back over the same way. The way goes
/// up or down and then across, since a slanting line and its way back are not drawn as nothing.
fn one_outline(rects: &[Rect]) -> Vec<(i32, i32)> {
    let start = |[(left, _), (_, bottom)]: &Rect| (*left, *bottom);
    let corner = |from: &Rect, to: &Rect| (start(from).0, start(to).1);
    let mut outline = Vec::new();
    for (at, rect) in rects.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).and_then(|at| rects.get(at)) {
            outline.push(corner(before, rect));
        }
        let [(left, top), (right, bottom)] = *rect;
        outline.extend([
            (left, bottom),
            (left, top),
            (right, top),
            (right, bottom),
            (left, bottom),
        ]);
    }
    for pair in rects.windows(2).rev() {
        outline.extend([corner(&pair[0], &pair[1]), start(&pair[0])]);
    }
    outline
}

fn style(token: Token, stroke_width: u32) -> ShapeStyle {
    let color = RGBColor(1, 2, token.stand_in()).into();
    ShapeStyle { color, filled: stroke_width == 0, stroke_width }
}

/// Puts the tokens' custom properties in place of their stand-ins.
fn in_theme_colours(svg: &str) -> String {
    let mut parts = svg.split("#0102");
    let mut themed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let stand_in = part.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        themed.push_str("var(--");
        themed.push_str(&Token::property(stand_in.unwrap_or(u8::MAX)));
        themed.push(')');
        themed.push_str(part.get(2..).unwrap_or_default());
    }
    themed
}

/// Appends text so that it stays text inside markup.
fn escape_into(markup: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '&' => markup.push_str("&amp;"),
            '"' => markup.push_str("&quot;"),
            '\'' => markup.push_str("&#39;"),
            other => markup.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_stretchable_and_in_the_styles_colours() {
        let columns = [columns::Column {
            parts: vec![(Token::Level("critical"), 3), (Token::Series(9), 1)],
            hover: "07:00".to_owned(),
            is_marked: false,
        }];
        let svg = columns::svg(&columns, 4);
        assert!(
            svg.starts_with("<svg preserveAspectRatio=\"none\" viewBox=\"0 0 40 200\""),
            "{svg}"
        );
        for colour in ["var(--critical)", "var(--series-2)", "var(--hairline)"] {
            assert!(svg.contains(colour), "{colour} in {svg}");
        }
        assert!(!svg.contains('#'), "{svg}");
        for outline in [
            r#"<polygon fill="var(--critical)" points="3,200 3,50 37,50 37,200 3,200 ""#,
            r#"<polygon fill="var(--series-2)" points="3,50 3,0 37,0 37,50 3,50 ""#,
        ] {
            assert!(svg.contains(outline), "{outline} in {svg}");
        }
    }

    #[test]
    fn what_has_one_colour_is_one_shape_that_goes_back_the_way_it_came() {
        assert_eq!(one_outline(&[]), []);
        let two = one_outline(&[[(0, 5), (2, 9)], [(4, 7), (6, 8)]]);
        let (first, second) =
            ([(0, 9), (0, 5), (2, 5), (2, 9), (0, 9)], [(4, 8), (4, 7), (6, 7), (6, 8), (4, 8)]);
        assert_eq!(two, [&first[..], &[(0, 8)], &second, &[(0, 8), (0, 9)]].concat());
        let column = |count| columns::Column {
            parts: vec![(Token::Level("high"), count), (Token::Level("low"), 1)],
            hover: String::new(),
            is_marked: count == 2,
        };
        let svg = columns::svg(&[1, 2, 3, 4].map(column), 5);
        assert_eq!(svg.matches("<polygon").count(), 3, "two levels and the marks: {svg}");
    }

    #[test]
    fn text_under_the_pointer_stays_text() {
        let columns = [columns::Column {
            parts: Vec::new(),
            hover: "</title><script>alert('1')</script>\"&".to_owned(),
            is_marked: true,
        }];
        let svg = columns::svg(&columns, 4);
        let text = "&lt;/title&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;";
        assert!(svg.contains(&format!("<title>{text}</title>")), "{svg}");
        assert_eq!(svg.matches("<title>").count(), 1);
    }

    #[test]
    fn drawings_of_nothing_and_of_too_much_are_drawings() {
        assert_eq!(spark::svg(&[], Token::Accent), "");
        assert_eq!(spark::svg(&[7], Token::Accent), "");
        for svg in [
            spark::svg(&[0, 0], Token::Accent),
            spark::svg(&[u64::MAX, 0, 1], Token::Accent),
            strip::svg(&[], Token::Series(usize::MAX)),
            heat::svg(&[vec![None, Some(f64::NAN), Some(9.0)]]),
            radar::svg(0, &[(Token::Accent, vec![f64::INFINITY, -1.0])]),
            scatter::svg(&[scatter::Dot { x: f64::NAN, y: 7.0, token: Token::Accent }]),
            columns::svg(&[], 0),
        ] {
            assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"), "{svg}");
        }
    }

    #[test]
    fn many_parts_never_stand_above_the_plot() {
        let parts = (0..500).map(|at| (Token::Series(at), 1)).collect();
        let columns = [columns::Column { parts, hover: String::new(), is_marked: false }];
        let svg = columns::svg(&columns, 10);
        assert!(!svg.contains("y=\"-") && !svg.contains("height=\"-"), "{svg}");
    }
}
