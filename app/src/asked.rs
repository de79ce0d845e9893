//! A question whose answer is on its way: a typed handle over one untyped resource.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::server::codee::string::FromToStringCodec;

use crate::error::AppError;
use crate::wire::{Answer, Packed};

/// A question that is under way, its answer still packed.
pub type Untyped = Resource<Answer, FromToStringCodec>;

type Fetch = Box<dyn Fn(String) -> Pin<Box<dyn Future<Output = Answer> + Send>> + Send + Sync>;

/// How often the reader asked for newer answers; all questions of a page are asked again with it.
#[derive(Clone, Copy)]
pub struct Refresh(RwSignal<u32>);

impl Refresh {
    /// Offers it to the questions of the whole interface.
    #[must_use]
    pub fn provide() -> Self {
        let refresh = Self(RwSignal::new(0));
        provide_context(refresh);
        refresh
    }

    /// Asks again; what is shown stays until newer answers are there.
    pub fn ask_again(self) {
        self.0.update(|times| *times = times.wrapping_add(1));
    }
}

/// A question asked while the page is drawn, and asked again when its key changes.
///
/// Ask at the top of a page, so that all questions of a page travel at once.
pub struct Asked<T> {
    resource: Untyped,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Asked<T> {}

impl<T: 'static> Asked<T> {
    /// Asks once.
    pub fn once<F>(fetch: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Packed<T>, AppError>> + Send + 'static,
    {
        Self::keyed(String::new, move |_| fetch())
    }

    /// Asks, and asks again with every new key.
    pub fn keyed<F>(
        key: impl Fn() -> String + Send + Sync + 'static,
        fetch: impl Fn(String) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Packed<T>, AppError>> + Send + 'static,
    {
        let refresh = use_context::<Refresh>();
        let key = move || {
            let times = refresh.and_then(|refresh| refresh.0.try_get()).unwrap_or_default();
            format!("{times} {}", key())
        };
        // A reader who leaves takes the signals of the page along, also before a question has begun:
        // what follows them has a value by then.
        let _ = untrack(&key);
        let fetch: Fetch = Box::new(move |key| {
            let key = key.split_once(' ').map_or("", |(_, key)| key);
            let answer = fetch(key.to_owned());
            Box::pin(async move { Answer(answer.await.map(Packed::untyped)) })
        });
        Self { resource: resource(Box::new(key), fetch), of: PhantomData }
    }

    /// The resource behind it.
    #[must_use]
    pub fn untyped(self) -> Untyped {
        self.resource
    }
}

fn resource(key: Box<dyn Fn() -> String + Send + Sync>, fetch: Fetch) -> Untyped {
    Resource::new_str(key, fetch)
}
