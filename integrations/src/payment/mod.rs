//! Those who take payment for us. Each folder implements [`commerce::payment::gateway::PaymentGateway`].

pub mod stripe;
