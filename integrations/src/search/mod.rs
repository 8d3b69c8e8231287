//! Search engines. Each folder implements [`commerce::catalogue::search::engine::SearchEngine`].

pub mod meilisearch;
