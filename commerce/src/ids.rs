//! The shop's identifiers.

platform::typed_ids! {
    /// A legal entity that sells.
    ShopId,
    /// A branch of the catalogue's tree.
    CategoryId,
    /// What is described.
    ProductId,
    /// What is bought: has an article number and stock.
    VariantId,
    /// Something to choose about a product.
    OptionId,
    /// One choice of an option.
    OptionValueId,
    /// Who makes a product.
    ManufacturerId,
    /// A picture.
    MediaId,
    /// A picture's place in a gallery.
    PlacementId,
    /// Prices for one audience.
    PriceListId,
    /// In which order a tier's price lists are asked.
    PriceOrderId,
    /// A question about prices to come.
    RehearsalId,
    /// What people of a tier see of the catalogue.
    AssortmentId,
    /// A place where goods are.
    LocationId,
    /// A wish that may change.
    CartId,
    /// A variant in a cart.
    CartLineId,
    /// What was agreed.
    OrderId,
    /// A row of an order.
    OrderLineId,
    /// One attempt to pay one order.
    PaymentId,
    /// Money back.
    RefundId,
    /// A parcel of an order.
    ShipmentId,
    /// Goods that a buyer sends back or complains of.
    ReturnId,
    /// Something that buyer or shop say in a case.
    ReturnMessageId,
    /// A picture or a label of a case.
    CaseFileId,
    /// What a guest has stated without a link.
    WithdrawalNoticeId,
    /// A guest's wish for a link to an order.
    WithdrawalRequestId,
    /// What corrects a receipt or an invoice.
    CreditNoteId,
    /// What a company is billed by.
    InvoiceId,
    /// Money that has come for an invoice.
    InvoicePaymentId,
    /// Money that is not what was to come.
    DifferenceId,
    /// What a buyer has written of a product.
    ReviewId,
    /// A way for goods to travel.
    FreightMethodId,
    /// A published text with a version.
    LegalDocumentId,
    /// A bulk import.
    ImportId,
    /// A person with a log-in to the shop.
    CustomerId,
    /// A link by mail to a customer.
    CustomerLinkId,
    /// Goods kept for later.
    PurchaseListId,
    /// An address that a customer keeps.
    CustomerAddressId,
    /// A log-in of a customer in a browser.
    CustomerSessionId,
    /// A key pair with which a customer logs in.
    CustomerPasskeyId,
    /// A question to a browser that waits for its answer.
    PasskeyCeremonyId,
    /// The last mail to somebody whose account has been erased.
    CustomerFarewellId,
    /// A company that buys.
    CompanyId,
    /// A place where a company's goods go.
    CompanyPlaceId,
    /// An invitation by mail to act for a company.
    CompanyInvitationId,
    /// A company's application for a tier.
    TierApplicationId,
    /// A rule by which goods cost less for a while.
    PromotionId,
    /// Money that is held for whoever has its code.
    GiftCardId,
    /// What a buyer of a company has sent for approval.
    PurchaseRequestId,
    /// What a register said of a VAT number.
    VatCheckId,
    /// What a company's buyer has asked a price for.
    QuotationId,
    /// A row of it.
    QuotationLineId,
    /// Somebody who handles personal data for the shop.
    ProcessorId,
    /// A wish to be told when a variant can be bought again.
    StockWatchId,
}
