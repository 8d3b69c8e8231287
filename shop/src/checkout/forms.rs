//! The checkout's form.

use platform::render::{Field, Form};

/// Everything that an order needs from a guest.
#[derive(Debug)]
pub struct CheckoutForm;

impl Form for CheckoutForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("email", "field-email"),
        Field::plain("phone", "field-phone"),
        Field::plain("first_name", "field-first-name"),
        Field::plain("last_name", "field-last-name"),
        Field::plain("company", "field-company"),
        Field::plain("street", "field-street"),
        Field::plain("street2", "field-street2"),
        Field::plain("postcode", "field-postcode"),
        Field::plain("city", "field-city"),
        Field::plain("country", "field-country"),
        Field::plain("note", "field-note"),
        Field::plain("own_invoice", "field-own-invoice"),
        Field::plain("invoice_name", "field-invoice-name"),
        Field::plain("invoice_street", "field-invoice-street"),
        Field::plain("invoice_postcode", "field-invoice-postcode"),
        Field::plain("invoice_city", "field-invoice-city"),
        Field::plain("freight", "field-freight"),
        Field::plain("payment", "field-payment"),
        Field::plain("terms", "field-terms"),
    ];
}
