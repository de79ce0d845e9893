//! From the options to an open database.

use std::path::Path;

use anyhow::Context;
use app::store::engine::{self, Secret};
use app::store::{Db, DbNames, EngineConfig};

use crate::config::{LegacyArgs, StoreArgs};

/// Connections of the embedded engine: as many questions run at once.
const CONNECTIONS: usize = 8;

/// How a command wants to work on the data directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Holds the engine for its whole life, as `serve` does.
    Own,
    /// Goes through a running `serve` when there is one, and opens the engine itself otherwise.
    Share,
    /// The same, but only on a directory that is there: a mistyped one must not become an empty database.
    Existing,
}

/// Opens the database the options name.
///
/// # Errors
/// With what is missing and how to get it: engine library, directory, server, password file.
pub async fn open(args: &StoreArgs, access: Access) -> anyhow::Result<Db> {
    let names = DbNames::new(
        first([&args.db_logs, &args.legacy.legacy_db_logs])
            .unwrap_or_else(|| "ja4_logs".to_owned()),
        first([&args.db_processing, &args.legacy.legacy_db_processing])
            .unwrap_or_else(|| "ja4_processing".to_owned()),
    )
    .map_err(|error| anyhow::anyhow!("{}", error.detail()))?;
    let config = match remote(args)? {
        Some(remote) => remote,
        None => local(args, access).await?,
    };
    let place = match &config {
        EngineConfig::Remote { url, .. } => format!("ClickHouse at {url}"),
        EngineConfig::Embedded { data_dir, .. } => {
            format!("the database in {}", data_dir.display())
        }
        EngineConfig::Socket(path) => format!("the running server at {}", path.display()),
    };
    let told = |error: app::store::Error| anyhow::anyhow!("{place}: {}", error.detail());
    let db = Db::open(config, names).await.map_err(told)?;
    db.ping().await.map_err(told)?;
    tracing::info!("using {place}");
    Ok(db)
}

async fn local(args: &StoreArgs, access: Access) -> anyhow::Result<EngineConfig> {
    let folder = args.data_dir.display();
    anyhow::ensure!(
        access != Access::Existing || args.data_dir.is_dir(),
        "--data-dir {folder}: there is no such directory; name the one `serve` or `ingest` uses"
    );
    std::fs::create_dir_all(&args.data_dir)
        .with_context(|| format!("--data-dir {folder}: cannot be created"))?;
    let socket = engine::socket_path(&args.data_dir);
    if access != Access::Own && tokio::net::UnixStream::connect(&socket).await.is_ok() {
        return Ok(EngineConfig::Socket(socket));
    }
    Ok(EngineConfig::Embedded {
        data_dir: args.data_dir.clone(),
        library: engine::find_library(args.engine_lib.as_deref())?,
        connections: CONNECTIONS,
    })
}

fn remote(args: &StoreArgs) -> anyhow::Result<Option<EngineConfig>> {
    let Some(url) = args.clickhouse_url.clone().or_else(|| legacy_url(&args.legacy)) else {
        return Ok(None);
    };
    let password = match &args.clickhouse_password_file {
        Some(file) => password(file)?,
        None => args.legacy.legacy_password.clone().unwrap_or_default(),
    };
    let user = first([&args.clickhouse_user, &args.legacy.legacy_user])
        .unwrap_or_else(|| "default".to_owned());
    Ok(Some(EngineConfig::Remote { url, user, password: Secret::new(password) }))
}

fn legacy_url(args: &LegacyArgs) -> Option<String> {
    let host = args.legacy_host.as_deref().filter(|host| !host.is_empty())?;
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    Some(format!("http://{host}:{}", args.legacy_port.unwrap_or(8123)))
}

fn password(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("--clickhouse-password-file {}", file.display()))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn first(candidates: [&Option<String>; 2]) -> Option<String> {
    candidates.into_iter().flatten().find(|text| !text.is_empty()).cloned()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::{Cli, Command};

    fn store(arguments: &[&str]) -> StoreArgs {
        let line = ["ja4soc", "doctor"].iter().chain(arguments);
        match Cli::try_parse_from(line).unwrap().command {
            Command::Doctor(args) => args.store,
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn variables_of_old_deployments_name_the_server() {
        let args = store(&["--legacy-host", "db", "--legacy-port", "9123", "--legacy-user", "soc"]);
        match remote(&args).unwrap() {
            Some(EngineConfig::Remote { url, user, .. }) => {
                assert_eq!((url.as_str(), user.as_str()), ("http://db:9123", "soc"));
            }
            _ => unreachable!("old variables were ignored"),
        }
    }

    #[test]
    fn our_own_options_win_over_old_ones() {
        let args = store(&["--legacy-host", "db", "--clickhouse-url", "https://other:8443"]);
        match remote(&args).unwrap() {
            Some(EngineConfig::Remote { url, .. }) => assert_eq!(url, "https://other:8443"),
            _ => unreachable!("no server was chosen"),
        }
        assert!(remote(&store(&[])).unwrap().is_none());
    }
}
