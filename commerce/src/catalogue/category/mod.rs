//! A **category**: a branch of the tree by which a shop's products are found.

pub mod listing;
pub mod save;
pub mod store;

use std::collections::HashMap;

use crate::ids::{CategoryId, MediaId};

pub use save::{CategoryDraft, CategoryTexts, save_category};

/// A category as the storefront shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryNode {
    /// Which.
    pub id: CategoryId,
    /// The branch that it grows from.
    pub parent_id: Option<CategoryId>,
    /// Its number among tags.
    pub ordinal: i32,
    /// How deep: 0 at the top.
    pub depth: usize,
    /// In the reader's language.
    pub name: String,
    /// In the reader's language; may be empty.
    pub description: String,
    /// Its address in the reader's language; `None` when it never got one there.
    pub slug: Option<String>,
    /// Products for sale in it and below.
    pub products: i64,
    /// Its picture.
    pub hero_media_id: Option<MediaId>,
}

/// All published categories of a shop in a language: parents before children, siblings in their order.
#[derive(Clone, Debug, Default)]
pub struct CategoryTree {
    nodes: Vec<CategoryNode>,
    places: HashMap<CategoryId, usize>,
    /// Products in the whole shop.
    pub products: i64,
}

impl CategoryTree {
    /// From nodes in any order of branches, siblings already in order. A node whose parent is missing (unpublished) is left out with all below it.
    #[must_use]
    pub fn new(nodes: Vec<CategoryNode>, products: i64) -> Self {
        let mut by_parent: HashMap<Option<CategoryId>, Vec<CategoryNode>> = HashMap::new();
        for node in nodes {
            by_parent.entry(node.parent_id).or_default().push(node);
        }
        let mut tree = Self {
            products,
            ..Self::default()
        };
        tree.grow(None, 0, &mut by_parent);
        tree
    }

    fn grow(
        &mut self,
        parent: Option<CategoryId>,
        depth: usize,
        by_parent: &mut HashMap<Option<CategoryId>, Vec<CategoryNode>>,
    ) {
        for mut node in by_parent.remove(&parent).unwrap_or_default() {
            node.depth = depth;
            let id = node.id;
            self.places.insert(id, self.nodes.len());
            self.nodes.push(node);
            self.grow(Some(id), depth + 1, by_parent);
        }
    }

    /// A category.
    #[must_use]
    pub fn by_id(&self, id: CategoryId) -> Option<&CategoryNode> {
        self.places.get(&id).map(|place| &self.nodes[*place])
    }

    /// The category with an address in the tree's language.
    #[must_use]
    pub fn by_slug(&self, slug: &str) -> Option<&CategoryNode> {
        self.nodes
            .iter()
            .find(|node| node.slug.as_deref() == Some(slug))
    }

    /// All of them, depth first.
    #[must_use]
    pub fn nodes(&self) -> &[CategoryNode] {
        &self.nodes
    }

    /// The children of a category, or the top ones.
    pub fn children(&self, parent: Option<CategoryId>) -> impl Iterator<Item = &CategoryNode> {
        self.nodes
            .iter()
            .filter(move |node| node.parent_id == parent)
    }

    /// From the top down to the category itself; empty when there is none.
    #[must_use]
    pub fn breadcrumbs(&self, id: CategoryId) -> Vec<&CategoryNode> {
        let mut crumbs = Vec::new();
        let mut next = self.by_id(id);
        while let Some(node) = next {
            crumbs.push(node);
            next = node.parent_id.and_then(|parent| self.by_id(parent));
        }
        crumbs.reverse();
        crumbs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(id: CategoryId, parent_id: Option<CategoryId>) -> CategoryNode {
        CategoryNode {
            id,
            parent_id,
            ordinal: 1,
            depth: 0,
            name: String::new(),
            description: String::new(),
            slug: None,
            products: 0,
            hero_media_id: None,
        }
    }

    #[test]
    fn grows_from_the_top_and_leaves_out_what_hangs_in_the_air() {
        let (root, leaf, lost) = (
            CategoryId::generate(),
            CategoryId::generate(),
            CategoryId::generate(),
        );
        let nodes = vec![
            node(leaf, Some(root)),
            node(lost, Some(CategoryId::generate())),
            node(root, None),
        ];
        let tree = CategoryTree::new(nodes, 0);
        let ids: Vec<CategoryId> = tree.nodes().iter().map(|n| n.id).collect();
        assert_eq!(ids, [root, leaf]);
        let crumbs: Vec<usize> = tree.breadcrumbs(leaf).iter().map(|n| n.depth).collect();
        assert_eq!(crumbs, [0, 1]);
        assert!(tree.breadcrumbs(lost).is_empty());
    }
}
