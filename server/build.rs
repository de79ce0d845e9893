//! Tells the compiler where the site and the reference lists are, and stands in for lists that
//! were not made: the binary then says at start that it has none.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const LISTS: [&str; 4] = ["asn.tsv.gz", "asn_reputation.tsv.gz", "about.json", "world.tsv"];

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    println!("cargo:rerun-if-changed=build.rs");
    let made = here.join("../target/reference");
    println!("cargo:rerun-if-changed={}", made.join("stamp").display());
    println!("cargo:rerun-if-changed={}", made.join("world.tsv").display());
    let lists =
        if LISTS.iter().all(|name| made.join(name).is_file()) { made } else { empty(&out)? };
    println!("cargo:rustc-env=JA4SOC_REFERENCE_BUILD={}", lists.display());
    println!("cargo:rerun-if-changed={}", here.join("../target/site/manifest.json").display());
    Ok(())
}

fn empty(out: &Path) -> io::Result<PathBuf> {
    let folder = out.join("reference");
    fs::create_dir_all(&folder)?;
    for name in LISTS {
        fs::write(folder.join(name), "")?;
    }
    Ok(folder)
}
