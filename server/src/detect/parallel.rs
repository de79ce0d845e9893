//! The same work on many items over all cores, with the answers in the items' order.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

/// Maps every item; the result does not depend on how many cores there are.
pub fn map_in_order<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_on(thread::available_parallelism().map_or(1, NonZero::get), items, work)
}

/// [`map_in_order`] on this many threads.
pub fn map_on<T: Sync, R: Send>(
    threads: usize,
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let share = items.len().div_ceil(threads.max(1)).max(1);
    let work = &work;
    thread::scope(|scope| {
        let handles: Vec<_> = items
            .chunks(share)
            .map(|chunk| scope.spawn(move || chunk.iter().map(work).collect::<Vec<R>>()))
            .collect();
        // A panic of the work is the caller's panic, as if it had run here.
        let join = |handle: thread::ScopedJoinHandle<'_, Vec<R>>| {
            handle.join().unwrap_or_else(|panic| resume_unwind(panic))
        };
        handles.into_iter().flat_map(join).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_holds_for_any_number_of_threads() {
        let items: Vec<u32> = (0..103).collect();
        let expected: Vec<u32> = items.iter().map(|i| i * i).collect();
        for threads in [0, 1, 2, 7, 200] {
            assert_eq!(map_on(threads, &items, |i| i * i), expected, "{threads}");
        }
        assert!(map_on(3, &[] as &[u32], |i| *i).is_empty());
    }
}
