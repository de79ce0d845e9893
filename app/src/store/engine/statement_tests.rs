//! Statements of every kind, as clients write them.

use super::*;

fn insert(sql: &str) -> (String, String, String) {
    match Statement::of(sql.as_bytes()) {
        Ok(Statement::InsertData { source_at, head_end, format, data_at }) => (
            format!("{}|{}", &sql[..source_at], &sql[source_at..head_end]),
            format,
            sql[data_at..].to_owned(),
        ),
        other => panic!("{sql}: {other:?}"),
    }
}

#[test]
fn inserts_are_taken_apart() {
    let check = |sql: &str, head: &str, format: &str, data: &str| {
        assert_eq!(insert(sql), (head.to_owned(), format.to_owned(), data.to_owned()), "{sql}");
    };
    check("INSERT INTO t FORMAT TSV\n1", "INSERT INTO t |", "TSV", "\n1");
    check(
        "insert into `d`.t(a, b) values (1, 2); x",
        "insert into `d`.t(a, b) |",
        "Values",
        " (1, 2); x",
    );
    check(
        "INSERT INTO t (a) SETTINGS async_insert=1, format_csv_delimiter=';' FORMAT CSV 1",
        "INSERT INTO t (a) |SETTINGS async_insert=1, format_csv_delimiter=';' ",
        "CSV",
        " 1",
    );
    check("INSERT INTO format FORMAT Native\nx", "INSERT INTO format |", "Native", "\nx");
    check("INSERT INTO values VALUES (1)", "INSERT INTO values |", "Values", " (1)");
    check("INSERT INTO TABLE t VALUES(1)", "INSERT INTO TABLE t |", "Values", "(1)");
    check("INSERT INTO table VALUES(1)", "INSERT INTO table |", "Values", "(1)");
    check(
        "INSERT INTO {d:Identifier}.{t:Identifier} FORMAT RowBinary\n",
        "INSERT INTO {d:Identifier}.{t:Identifier} |",
        "RowBinary",
        "\n",
    );
    check(
        "INSERT INTO FUNCTION null('a UInt8') VALUES (1)",
        "INSERT INTO FUNCTION null('a UInt8') |",
        "Values",
        " (1)",
    );
    check(
        "/* c */ INSERT INTO t -- FORMAT x\n FORMAT TSV 1",
        "/* c */ INSERT INTO t -- FORMAT x\n |",
        "TSV",
        " 1",
    );
}

#[test]
fn a_beginning_tells_only_when_it_is_whole() {
    for early in [
        "INS",
        "INSERT INTO t",
        "INSERT INTO t FORM",
        "INSERT INTO t FORMAT",
        "INSERT INTO t FORMAT Row",
        "INSERT INTO t(a, 'x",
        "INSERT INTO t VALUES",
    ] {
        assert_eq!(Statement::insert_of(early.as_bytes()), Ok(None), "{early}");
    }
    assert!(matches!(Statement::insert_of(b"INSERT INTO t FORMAT TSV\n"), Ok(Some(_))));
    assert_eq!(Statement::insert_of(b"INSERT INTO t SELECT 1 FORMAT TSV\n"), Ok(None));
    assert_eq!(Statement::insert_of(b"SELECT 1"), Ok(None));
}

#[test]
fn questions_know_their_format_and_where_output_goes() {
    let check = |sql: &str, before: &str, format: Option<&str>| match Statement::of(sql.as_bytes())
    {
        Ok(Statement::Select { output_at, format: found }) => {
            assert_eq!((&sql[..output_at], found.as_deref()), (before, format), "{sql}");
        }
        other => panic!("{sql}: {other:?}"),
    };
    check("SELECT 1", "SELECT 1", None);
    check("SELECT 1 -- c\n ; ", "SELECT 1", None);
    check("select 1 format JSON;", "select 1 ", Some("JSON"));
    check("SELECT 1 FORMAT JSON SETTINGS a=1", "SELECT 1 ", Some("JSON"));
    check("SELECT 1 SETTINGS a=1 FORMAT JSON", "SELECT 1 SETTINGS a=1 ", Some("JSON"));
    check("SELECT 1 AS format", "SELECT 1 AS format", None);
    check("SELECT format FROM t", "SELECT format FROM t", None);
    check("SELECT t.format FROM t", "SELECT t.format FROM t", None);
    check("WITH 1 AS x SELECT x", "WITH 1 AS x SELECT x", None);
    check(
        "(SELECT 1) UNION ALL (SELECT 2 FORMAT TSV)",
        "(SELECT 1) UNION ALL (SELECT 2 FORMAT TSV)",
        None,
    );
    check("SELECT 'FORMAT JSON'", "SELECT 'FORMAT JSON'", None);
}

#[test]
fn other_statements_are_sorted() {
    let of = |sql: &str| Statement::of(sql.as_bytes());
    assert_eq!(of("SHOW TABLES FORMAT CSV"), Ok(Statement::Show { format: Some("CSV".into()) }));
    assert_eq!(of("SET a = 1"), Ok(Statement::Session));
    assert_eq!(of("use d"), Ok(Statement::Session));
    assert_eq!(of("CREATE OR REPLACE TEMPORARY TABLE t (a UInt8)"), Ok(Statement::Session));
    assert_eq!(
        of("CREATE TABLE t (temporary UInt8)"),
        Ok(Statement::Other { format: None, known: true })
    );
    assert_eq!(of("INSERT INTO t SELECT 1"), Ok(Statement::Other { format: None, known: true }));
    assert_eq!(of("SELEC 1"), Ok(Statement::Other { format: None, known: false }));
    assert_eq!(
        of("WITH 1 AS x INSERT INTO t SELECT x"),
        Ok(Statement::Other { format: None, known: true })
    );
}

#[test]
fn what_must_not_reach_the_engine_is_refused() {
    for sql in [
        "SELECT 1; SELECT 2",
        "DROP TABLE t SYNC;",
        "KILL QUERY WHERE 1 SYNC",
        "SELECT 1; DROP TABLE t",
        "SELECT 1 INTO OUTFILE '/x'",
        "SELECT * FROM (SELECT 1 INTO/**/OUTFILE '/x')",
        "INSERT INTO t FROM INFILE '/etc/passwd' FORMAT LineAsString",
        "",
        " -- only a comment",
    ] {
        assert!(Statement::of(sql.as_bytes()).is_err(), "{sql}");
    }
}
