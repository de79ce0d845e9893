//! The JSON interface as its page lists it; made from the description that programs read.

/// An endpoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiEndpoint {
    /// `GET` or `POST`.
    pub method: String,
    /// Path with its parts in braces: `/api/ip/{ip}`.
    pub path: String,
    /// What it answers, in one line.
    pub summary: String,
    /// What it takes, in the path, the query or the body.
    pub parameters: Vec<ApiParameter>,
    /// Statuses it answers with, each with its meaning.
    pub answers: Vec<(String, String)>,
}

/// A parameter of an endpoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiParameter {
    /// Name.
    pub name: String,
    /// `path`, `query` or `body`.
    pub place: String,
    /// Type, bounds and default, in words.
    pub rule: String,
    /// What it does; may be empty.
    pub description: String,
}
