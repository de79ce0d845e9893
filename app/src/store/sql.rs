//! Pieces of SQL several questions share.

use crate::domain::threat::ThreatLevel;

/// An expression for the severity of a level column: 8 for CRITICAL down to 0 for a foreign word.
///
/// `column` is one of our own column names, never input.
pub(crate) fn severity(column: &'static str) -> String {
    let words: Vec<String> = ThreatLevel::ALL.iter().map(|level| format!("'{level}'")).collect();
    let ranks: Vec<String> =
        ThreatLevel::ALL.iter().map(|level| level.severity().to_string()).collect();
    format!("transform(toString({column}), [{}], [{}], 0)", words.join(", "), ranks.join(", "))
}

/// An array of one expression for each of our own column names.
pub(crate) fn list(columns: &[&str], expression: impl FnMut(&str) -> String) -> String {
    let expressions: Vec<String> = columns.iter().copied().map(expression).collect();
    format!("[{}]", expressions.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severity_lists_every_level_with_its_rank() {
        let sql = severity("threat_level");
        assert!(
            sql.starts_with("transform(toString(threat_level), ['CRITICAL', 'ANUBIS_DENY'"),
            "{sql}"
        );
        assert!(sql.ends_with("[8, 7, 6, 5, 4, 3, 2, 1], 0)"), "{sql}");
    }
}
