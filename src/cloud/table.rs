//! A table of resources by id. Copies of a world share what did not change, so trying a change on a
//! copy is cheap: that is what undo, hints and proofs rest on.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Resources of one kind by their id, in the order of their ids.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<K, V>(BTreeMap<K, Arc<V>>);

impl<K: Ord + Copy, V: Clone> Table<K, V> {
    /// The resource with this id.
    pub fn get(&self, id: K) -> Option<&V> {
        self.0.get(&id).map(Arc::as_ref)
    }

    /// The resource with this id, to be changed; other copies of the table keep the old one.
    pub fn get_mut(&mut self, id: K) -> Option<&mut V> {
        self.0.get_mut(&id).map(Arc::make_mut)
    }

    /// Adds a resource, or replaces the one with this id.
    pub fn insert(&mut self, id: K, resource: V) {
        self.0.insert(id, Arc::new(resource));
    }

    /// Takes the resource with this id out.
    pub fn remove(&mut self, id: K) -> Option<V> {
        self.0.remove(&id).map(Arc::unwrap_or_clone)
    }

    /// Keeps only what `wanted` says yes to.
    pub fn retain(&mut self, mut wanted: impl FnMut(&V) -> bool) {
        self.0.retain(|_, resource| wanted(resource));
    }

    /// All resources, in the order of their ids.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator {
        self.0.values().map(Arc::as_ref)
    }

    /// All ids, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = K> + '_ {
        self.0.keys().copied()
    }

    /// What differs from another copy: the resource there and the resource here, one of them or both, in
    /// the order of their ids. What the copies share is passed over without a look.
    pub fn differing<'t>(&'t self, other: &'t Self) -> Vec<(Option<&'t V>, Option<&'t V>)> {
        let mut found = Vec::new();
        let (mut there, mut here) = (other.0.iter().peekable(), self.0.iter().peekable());
        loop {
            let order = match (there.peek(), here.peek()) {
                (Some((old, _)), Some((new, _))) => old.cmp(new),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return found,
            };
            let old = if order.is_le() { there.next().map(|(_, it)| it) } else { None };
            let new = if order.is_ge() { here.next().map(|(_, it)| it) } else { None };
            if !matches!((old, new), (Some(old), Some(new)) if Arc::ptr_eq(old, new)) {
                found.push((old.map(Arc::as_ref), new.map(Arc::as_ref)));
            }
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}
