//! The command line: `serve`, `demo`, `ingest`, `detect`, `migrate`, `doctor`.

use clap::{Parser, Subcommand};

use crate::config::{
    DemoArgs, DetectArgs, DoctorArgs, IngestArgs, LogArgs, MigrateArgs, ServeArgs,
};

/// Finds out whether a client is a bot, why, and what else it is.
#[derive(Debug, Parser)]
#[command(
    name = "ja4soc",
    version,
    after_help = "Every option can also be given as the environment variable shown beside it.\n\
                  Exit codes: 0 done, 1 failed, 2 wrong usage."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// How much to log, and how.
    #[command(flatten)]
    pub log: LogArgs,
}

/// The six commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the dashboard, run the detector, and hold the database
    Serve(Box<ServeArgs>),
    /// Serve a dashboard full of generated, synthetic traffic
    Demo(Box<DemoArgs>),
    /// Read logs or captures into the database
    Ingest(Box<IngestArgs>),
    /// Score the sessions of the last day
    Detect(Box<DetectArgs>),
    /// Bring the database schema up to date
    Migrate(Box<MigrateArgs>),
    /// Tell what is there, what is missing, and what that means, page by page
    Doctor(Box<DoctorArgs>),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_option_has_help_and_an_environment_variable() {
        for command in Cli::command().get_subcommands() {
            for arg in command.get_arguments().filter(|arg| !arg.is_positional()) {
                let id = format!("{} --{}", command.get_name(), arg.get_id());
                if matches!(arg.get_id().as_str(), "help" | "version") {
                    continue;
                }
                assert!(arg.get_help().is_some(), "{id} has no help text");
                let env = arg.get_env().and_then(|name| name.to_str()).unwrap_or_default();
                assert!(
                    env.starts_with("JA4SOC_")
                        || (arg.is_hide_set() && env.starts_with("CLICKHOUSE_")),
                    "{id} has no JA4SOC_ variable"
                );
            }
        }
    }
}
