//! Where the engine's shared library is looked for.

use std::path::{Path, PathBuf};

use crate::store::engine::EngineError;

/// Version of the npm package `@chdb/lib-linux-x64-gnu` the bridge is written and tested for.
pub const LIBRARY_VERSION: &str = "26.5.3";
/// File name of the library inside that package.
pub const LIBRARY_FILE: &str = "libchdb.so";

/// The engine library: the one given (`--engine-lib`, `JA4SOC_ENGINE_LIB`), else beside the
/// binary, in `/usr/lib/ja4soc`, or in the `target/engine` of the build the binary lies in.
pub fn find_library(flag: Option<&Path>) -> Result<PathBuf, EngineError> {
    if let Some(path) = flag {
        let path = if path.is_dir() { path.join(LIBRARY_FILE) } else { path.to_owned() };
        return if path.is_file() {
            Ok(path)
        } else {
            Err(EngineError::LibraryMissing { looked: vec![path] })
        };
    }
    let places = places(std::env::current_exe().ok().as_deref());
    match places.iter().find(|path| path.is_file()) {
        Some(path) => Ok(path.clone()),
        None => Err(EngineError::LibraryMissing { looked: places }),
    }
}

fn places(executable: Option<&Path>) -> Vec<PathBuf> {
    let mut places = Vec::new();
    if let Some(folder) = executable.and_then(Path::parent) {
        places.push(folder.join(LIBRARY_FILE));
    }
    places.push(Path::new("/usr/lib/ja4soc").join(LIBRARY_FILE));
    for folder in executable.into_iter().flat_map(Path::ancestors).skip(1) {
        // Cargo's own folder may be named otherwise, so both spellings of "the build's folder".
        if folder.file_name().is_some_and(|name| name == "target") {
            places.push(folder.join("engine").join(LIBRARY_FILE));
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_in_order_and_reach_the_build_folder() {
        let places = places(Some(Path::new("/a/target/release/ja4soc")));
        let places: Vec<_> = places.iter().map(|path| path.display().to_string()).collect();
        assert_eq!(
            places,
            [
                "/a/target/release/libchdb.so",
                "/usr/lib/ja4soc/libchdb.so",
                "/a/target/engine/libchdb.so",
            ]
        );
    }

    #[test]
    fn a_given_path_that_is_absent_is_named_with_the_cure() {
        let error = find_library(Some(Path::new("/nowhere/libchdb.so"))).unwrap_err().to_string();
        for part in ["/nowhere/libchdb.so", "npm pack", LIBRARY_VERSION, "--clickhouse-url"] {
            assert!(error.contains(part), "{error}");
        }
    }
}
