//! Tests of the connectors against servers that speak the real protocols.

mod storage;
