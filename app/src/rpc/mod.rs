//! The server functions: the private contract between our pages and our server.
//!
//! Each is a public HTTP endpoint: its first line says who may call it, its body asks the store.

pub mod board;
#[cfg(feature = "ssr")]
pub mod context;
pub mod feedback;
pub mod status;
pub mod values;

/// Sets the HTTP status of the page being rendered; in the browser there is none to set.
pub fn set_page_status(status: u16) {
    #[cfg(feature = "ssr")]
    context::set_status(status);
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}

/// The value of a cookie the request brought; in the browser always `None`.
#[must_use]
pub fn request_cookie(name: &str) -> Option<String> {
    #[cfg(feature = "ssr")]
    return context::cookie(name);
    #[cfg(not(feature = "ssr"))]
    {
        let _ = name;
        None
    }
}
