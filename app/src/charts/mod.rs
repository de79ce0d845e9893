//! Charts as pure functions: data and a size in, an SVG string out.
