//! The operating system a User-Agent declares.

use super::signatures::Stack;

/// An operating system as a User-Agent names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeclaredOs {
    /// Windows.
    Windows,
    /// iOS or iPadOS.
    Ios,
    /// macOS, also what an iPad in desktop mode says.
    MacOs,
    /// Android.
    Android,
    /// `ChromeOS`.
    ChromeOs,
    /// Linux.
    Linux,
    /// FreeBSD, OpenBSD or NetBSD.
    Bsd,
}

/// Words to look for, in this order, because an Android browser also says Linux and an
/// iPhone also says Mac OS X.
const WORDS: &[(&str, DeclaredOs)] = &[
    ("windows", DeclaredOs::Windows),
    ("android", DeclaredOs::Android),
    ("iphone", DeclaredOs::Ios),
    ("ipad", DeclaredOs::Ios),
    ("ipod", DeclaredOs::Ios),
    ("cros ", DeclaredOs::ChromeOs),
    ("mac os x", DeclaredOs::MacOs),
    ("macintosh", DeclaredOs::MacOs),
    ("darwin", DeclaredOs::MacOs),
    ("freebsd", DeclaredOs::Bsd),
    ("openbsd", DeclaredOs::Bsd),
    ("netbsd", DeclaredOs::Bsd),
    ("linux", DeclaredOs::Linux),
];

impl DeclaredOs {
    /// The system a User-Agent declares, `None` when it names none (curl, most bots).
    #[must_use]
    pub fn from_user_agent(user_agent: &str) -> Option<Self> {
        let lower = user_agent.to_ascii_lowercase();
        WORDS.iter().find(|(word, _)| lower.contains(word)).map(|(_, os)| *os)
    }

    /// Name shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Windows => "Windows",
            Self::Ios => "iOS",
            Self::MacOs => "macOS",
            Self::Android => "Android",
            Self::ChromeOs => "ChromeOS",
            Self::Linux => "Linux",
            Self::Bsd => "BSD",
        }
    }

    /// The TCP/IP stack it runs on.
    #[must_use]
    pub fn stack(self) -> Stack {
        match self {
            Self::Windows => Stack::Windows,
            Self::Ios | Self::MacOs => Stack::Apple,
            Self::Android | Self::ChromeOs | Self::Linux => Stack::Linux,
            Self::Bsd => Stack::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_read_from_real_user_agents() {
        let cases = [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36", Some("Windows")),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15", Some("macOS")),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)", Some("iOS")),
            ("Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36", Some("Android")),
            ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)", Some("ChromeOS")),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101", Some("Linux")),
            ("Mozilla/5.0 (X11; FreeBSD amd64)", Some("BSD")),
            ("MyApp/1 CFNetwork/1494.0.7 Darwin/23.4.0", Some("macOS")),
            ("curl/8.5.0", None),
            ("", None),
        ];
        for (user_agent, name) in cases {
            let found = DeclaredOs::from_user_agent(user_agent).map(DeclaredOs::name);
            assert_eq!(found, name, "{user_agent}");
        }
    }
}
