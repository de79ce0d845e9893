//! Who may send SQL: anybody on the socket file, whoever knows the password on a TCP port.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;

use crate::store::engine::exception::Exception;
use crate::store::engine::request::Asked;
use crate::store::engine::{EngineError, Secret};

/// What a listener demands.
#[derive(Clone, Debug)]
pub(super) enum Access {
    /// In this process, or through a socket file whose mode keeps others out.
    Trusted,
    /// A user name and a password.
    Password {
        /// The one user there is.
        user: String,
        /// The password.
        password: Secret,
    },
}

impl Access {
    /// Refuses a request without the right credentials; which of the two was wrong is not told.
    pub(super) fn check(&self, headers: &HeaderMap, asked: &Asked) -> Result<(), Exception> {
        let Self::Password { user, password } = self else { return Ok(()) };
        let (given_user, given_password) = credentials(headers, asked);
        let is_user = Secret::new(user.as_str()).matches(&given_user);
        let is_password = password.matches(&given_password);
        if is_user & is_password {
            return Ok(());
        }
        let user = String::from_utf8_lossy(&given_user);
        let message = format!(
            "{}: Authentication failed: password is incorrect, or there is no user with such name.",
            user.escape_debug()
        );
        Err(Exception::new(516, "AUTHENTICATION_FAILED", &message))
    }
}

/// User and password from the headers, the basic authorisation or the address, in this order.
fn credentials(headers: &HeaderMap, asked: &Asked) -> (Vec<u8>, Vec<u8>) {
    let header = |name: &str| headers.get(name).map(|value| value.as_bytes().to_vec());
    if let Some(key) = header("X-ClickHouse-Key") {
        let user = header("X-ClickHouse-User").or(asked.user.clone().map(String::into_bytes));
        return (user.unwrap_or_else(|| b"default".to_vec()), key);
    }
    if let Some(pair) = basic(headers) {
        return pair;
    }
    let user = asked.user.clone().map(String::into_bytes).or(header("X-ClickHouse-User"));
    let password = asked.password.clone().unwrap_or_default().into_bytes();
    (user.unwrap_or_else(|| b"default".to_vec()), password)
}

fn basic(headers: &HeaderMap) -> Option<(Vec<u8>, Vec<u8>)> {
    let value = headers.get(AUTHORIZATION)?.as_bytes();
    let (scheme, coded) = value.split_at_checked(6)?;
    if !scheme.eq_ignore_ascii_case(b"Basic ") {
        return None;
    }
    let pair = base64::engine::general_purpose::STANDARD.decode(coded.trim_ascii()).ok()?;
    let colon = pair.iter().position(|&byte| byte == b':')?;
    Some((pair[..colon].to_vec(), pair[colon + 1..].to_vec()))
}

/// Where the password of the TCP port lies: `<data_dir>/clickhouse.password`.
#[must_use]
pub fn password_path(data_dir: &Path) -> PathBuf {
    data_dir.join("clickhouse.password")
}

/// The password of the TCP port: read from its file, or made there (32 random bytes in hex, mode
/// 0600) when there is none yet. A file others can read is refused.
pub fn password_file(data_dir: &Path) -> Result<Secret, EngineError> {
    let path = password_path(data_dir);
    let fail = |doing: &str| {
        let doing = format!("{doing} {}", path.display());
        move |error: io::Error| EngineError::io(doing, error)
    };
    match fs::metadata(&path) {
        Ok(found) if found.permissions().mode() & 0o077 != 0 => {
            return Err(EngineError::Config(format!(
                "{} can be read by others; make it private with chmod 600, or delete it to get a \
                 new password",
                path.display()
            )));
        }
        Ok(_) => {
            let text = fs::read_to_string(&path).map_err(fail("reading"))?;
            let secret = Secret::new(text);
            return if secret.reveal().is_empty() {
                Err(EngineError::Config(format!("{} is empty", path.display())))
            } else {
                Ok(secret)
            };
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(fail("reading")(error)),
    }
    let mut random = [0_u8; 32];
    let mut source = fs::File::open("/dev/urandom").map_err(fail("making a password for"))?;
    source.read_exact(&mut random).map_err(fail("making a password for"))?;
    let text: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut options = OpenOptions::new();
    let made = options.write(true).create_new(true).mode(0o600).open(&path);
    let mut file = match made {
        Ok(file) => file,
        // Another process was quicker; its password counts.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return password_file(data_dir);
        }
        Err(error) => return Err(fail("writing")(error)),
    };
    writeln!(file, "{text}").and_then(|()| file.sync_all()).map_err(fail("writing"))?;
    Ok(Secret::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[(&str, &str)], user: Option<&str>, password: Option<&str>) -> bool {
        let access = Access::Password { user: "soc".into(), password: Secret::new("pass:word") };
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(
                hyper::header::HeaderName::from_bytes(name.as_bytes()).unwrap(),
                value.parse().unwrap(),
            );
        }
        let asked = Asked {
            user: user.map(str::to_owned),
            password: password.map(str::to_owned),
            ..Asked::default()
        };
        access.check(&map, &asked).is_ok()
    }

    #[test]
    fn the_password_opens_by_each_of_the_three_ways() {
        let right = base64::engine::general_purpose::STANDARD.encode("soc:pass:word");
        let wrong = base64::engine::general_purpose::STANDARD.encode("soc:pass");
        assert!(check(
            &[("x-clickhouse-user", "soc"), ("x-clickhouse-key", "pass:word")],
            None,
            None
        ));
        assert!(check(&[("authorization", &format!("Basic {right}"))], None, None));
        assert!(check(&[], Some("soc"), Some("pass:word")));
        assert!(!check(&[("authorization", &format!("Basic {wrong}"))], None, None));
        assert!(!check(&[("authorization", "Basic")], None, None));
        assert!(!check(&[("x-clickhouse-user", "soc"), ("x-clickhouse-key", "")], None, None));
        assert!(!check(&[], Some("default"), Some("pass:word")));
        assert!(!check(&[], None, None));
    }

    #[test]
    fn the_password_file_is_made_once_and_private() {
        let folder = std::env::temp_dir().join(format!("ja4soc-password-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let first = password_file(&folder).unwrap();
        assert_eq!(first.reveal().len(), 64);
        assert_eq!(password_file(&folder).unwrap(), first);
        let path = password_path(&folder);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(password_file(&folder).unwrap_err().to_string().contains("chmod 600"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
