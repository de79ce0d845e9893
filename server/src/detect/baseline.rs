//! Which sessions a model may learn from (domain facts §3.2).

use app::domain::models::MIN_SESSIONS;
use serde::{Deserialize, Serialize};

/// Human sessions from which a model is trained on them alone.
pub const MIN_HUMAN: usize = 500;
/// Sessions training looks at; of more, evenly spread ones are taken.
pub const MAX_SESSIONS: usize = 100_000;

/// What an analyst last said about the address of a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// A bot: never part of a baseline.
    Bot,
    /// Wrongly suspected: part of the human baseline.
    Legitimate,
    /// Anything else, or nothing.
    Open,
}

/// What decides whether a session may be learnt from.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Start of its hour, seconds since 1970: later sessions validate, earlier ones train.
    pub window_start: u32,
    /// Its network is labelled `human`.
    pub is_human: bool,
    /// A dictionary or rule names it a bot, or a rule denies it.
    pub is_known_bot: bool,
    /// The analyst's verdict on its address.
    pub verdict: Verdict,
}

/// Whose sessions the baseline is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BaselineKind {
    /// Sessions of networks labelled human, corrected by verdicts.
    Human,
    /// Everything but known bots, for want of human sessions.
    AllTraffic,
}

/// The sessions a model learns from, oldest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Baseline {
    /// Whose they are.
    pub kind: BaselineKind,
    /// Places of the sessions among the candidates.
    pub members: Vec<usize>,
    /// Human sessions there were, enough or not.
    pub human: usize,
}

/// There are too few sessions to learn what is usual.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooFew {
    /// Sessions there are.
    pub sessions: usize,
}

impl Baseline {
    /// Chooses human sessions when there are enough, else all that are no known bots.
    ///
    /// # Errors
    /// Fewer than [`MIN_SESSIONS`] sessions are left.
    pub fn choose(candidates: &[Candidate]) -> Result<Self, TooFew> {
        let pick = |wanted: fn(&Candidate) -> bool| -> Vec<usize> {
            (0..candidates.len()).filter(|at| wanted(&candidates[*at])).collect()
        };
        let human = pick(Candidate::is_human_baseline);
        let (n_human, kind, mut members) = match human.len() {
            n @ MIN_HUMAN.. => (n, BaselineKind::Human, human),
            n => (n, BaselineKind::AllTraffic, pick(Candidate::is_usable)),
        };
        if members.len() < MIN_SESSIONS {
            return Err(TooFew { sessions: members.len() });
        }
        members.sort_by_key(|at| (candidates[*at].window_start, *at));
        Ok(Self { kind, members: thin_out(members), human: n_human })
    }

    /// The oldest four fifths to train on and the newest fifth to validate on.
    #[must_use]
    pub fn split(&self) -> (&[usize], &[usize]) {
        self.members.split_at(self.members.len() * 4 / 5)
    }
}

impl Candidate {
    fn is_human_baseline(&self) -> bool {
        match self.verdict {
            Verdict::Bot => false,
            Verdict::Legitimate => true,
            Verdict::Open => self.is_human && !self.is_known_bot,
        }
    }

    fn is_usable(&self) -> bool {
        match self.verdict {
            Verdict::Bot => false,
            Verdict::Legitimate => true,
            Verdict::Open => !self.is_known_bot,
        }
    }
}

/// At most [`MAX_SESSIONS`], evenly spread.
fn thin_out(members: Vec<usize>) -> Vec<usize> {
    let n = members.len();
    if n <= MAX_SESSIONS {
        return members;
    }
    (0..MAX_SESSIONS).map(|at| members[at * n / MAX_SESSIONS]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HUMAN: Candidate =
        Candidate { window_start: 0, is_human: true, is_known_bot: false, verdict: Verdict::Open };
    const OTHER: Candidate = Candidate { is_human: false, ..HUMAN };

    #[test]
    fn five_hundred_human_sessions_are_a_baseline() {
        let mut all = vec![HUMAN; 500];
        all.extend([OTHER; 100]);
        let baseline = Baseline::choose(&all).unwrap();
        assert_eq!((baseline.kind, baseline.members.len()), (BaselineKind::Human, 500));
    }

    #[test]
    fn with_fewer_everything_but_bots_stands_in_and_the_number_is_kept() {
        let mut all = vec![HUMAN; 499];
        all.extend([OTHER; 100]);
        all.extend([Candidate { is_known_bot: true, ..OTHER }; 30]);
        let baseline = Baseline::choose(&all).unwrap();
        assert_eq!((baseline.kind, baseline.members.len()), (BaselineKind::AllTraffic, 599));
        assert_eq!(baseline.human, 499);
    }

    #[test]
    fn verdicts_take_bots_out_and_put_false_positives_in() {
        let mut all = vec![HUMAN; 500];
        all[3].verdict = Verdict::Bot;
        all.push(Candidate { verdict: Verdict::Legitimate, is_known_bot: true, ..OTHER });
        let baseline = Baseline::choose(&all).unwrap();
        assert_eq!(baseline.kind, BaselineKind::Human);
        assert!(!baseline.members.contains(&3) && baseline.members.contains(&500));
    }

    #[test]
    fn known_bots_behind_human_networks_are_not_learnt_from() {
        let all = vec![Candidate { is_known_bot: true, ..HUMAN }; 600];
        assert_eq!(Baseline::choose(&all), Err(TooFew { sessions: 0 }));
    }

    #[test]
    fn too_few_sessions_are_no_baseline() {
        assert_eq!(Baseline::choose(&[HUMAN; 49]), Err(TooFew { sessions: 49 }));
        assert!(Baseline::choose(&[HUMAN; 50]).is_ok());
    }

    #[test]
    fn the_newest_fifth_validates() {
        let at = |window_start| Candidate { window_start, ..OTHER };
        let all: Vec<_> = (0..100).rev().map(at).collect();
        let baseline = Baseline::choose(&all).unwrap();
        let (train, validate) = baseline.split();
        assert_eq!((train.len(), validate.len()), (80, 20));
        assert!(validate.iter().all(|row| all[*row].window_start >= 80));
    }

    #[test]
    fn a_huge_baseline_is_thinned_evenly() {
        let baseline = Baseline::choose(&vec![HUMAN; MAX_SESSIONS * 2 + 1]).unwrap();
        assert_eq!(baseline.members.len(), MAX_SESSIONS);
        assert!(baseline.members[MAX_SESSIONS - 1] > MAX_SESSIONS * 2 - 5);
    }
}
