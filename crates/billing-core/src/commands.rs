//! The command list: each thing the UI can ask for, declared once.
//!
//! [`for_each_command!`](crate::for_each_command) hands the list to a macro of the caller's.
//! From it come the shell's handlers, [`dispatch`] for a browser, and the TypeScript map.

/// Calls `$with!` with every command as `/// doc  name(Request) -> Answer;`.
///
/// Each name is a method of [`Console`](crate::console::Console) of the same name,
/// `async fn name(&self, request: Request) -> Result<Answer, CommandError>`.
#[macro_export]
macro_rules! for_each_command {
    ($with:ident) => {
        $with! {
            /// Everything the first paint needs, from local files alone.
            start(()) -> Start;
            /// Signs in.
            sign_in(LoginRequest) -> Session;
            /// Registers a customer and signs in.
            register(RegisterRequest) -> Session;
            /// Signs out and removes everything of this account from the computer.
            sign_out(()) -> ();
            /// Who is signed in.
            session(()) -> Session;
            /// Tries the keychain once more after the person unlocked it.
            unlock(()) -> Session;
            /// The account as last seen.
            account(()) -> Option<Figure<Account>>;
            /// Changes the account.
            update_account(UpdateAccount) -> Figure<Account>;
            /// The subscription as last seen; the inner none is a customer without one.
            subscription(()) -> Option<Figure<Option<Subscription>>>;
            /// What a change of plan would cost, asked of the service.
            preview_change(ChangeWish) -> ChangePreview;
            /// Decides about a change that was previewed: begins to pay what is due, or changes at
            /// once what costs nothing.
            begin_change(BeginChange) -> ChangeBegun;
            /// What a cancellation would bring, asked of the service.
            preview_cancel(CancelWish) -> StandingPreview;
            /// Ends the subscription, at its end or now.
            cancel_subscription(CancelPlan) -> Subscription;
            /// What a pause would bring, asked of the service.
            preview_pause(PauseWish) -> StandingPreview;
            /// Stops the subscription until a day.
            pause_subscription(PausePlan) -> Subscription;
            /// What taking back would bring, asked of the service.
            preview_resume(()) -> StandingPreview;
            /// Takes back a pause, a cancellation or a change that waits.
            resume_subscription(ResumePlan) -> Subscription;
            /// Lets time pass at a service that holds a demonstration.
            move_clock(MoveClock) -> ClockReading;
            /// The plans as last seen.
            plans(()) -> Option<Figure<Vec<Plan>>>;
            /// Whether figures are fresh.
            sync(()) -> Sync;
            /// Fetches what has changed, now.
            refresh(()) -> Sync;
            /// The person's signed-in devices, asked of the service.
            devices(()) -> Vec<DeviceSession>;
            /// Signs a device out.
            revoke_device(RevokeDevice) -> Vec<DeviceSession>;
            /// Changes the password; every other device is signed out.
            change_password(PasswordChange) -> ();
            /// What the person has chosen.
            settings(()) -> Settings;
            /// Chooses the language.
            set_language(SetLanguage) -> Settings;
            /// Chooses the theme.
            set_theme(SetTheme) -> Settings;
            /// Chooses the service; only while signed out.
            set_server(SetServer) -> ServerCheck;
            /// Looks whether a billing service answers at the address.
            check_server(()) -> ServerCheck;
            /// What is kept on this computer.
            storage(()) -> Storage;
            /// Removes figures, journal, settings and keychain entries from the computer, and signs out.
            delete_local_data(()) -> ();
            /// Chooses what is told of the person's doings.
            set_privacy(SetPrivacy) -> Settings;
            /// Chooses whether the desktop's notifications are used.
            set_notifications(SetNotifications) -> Settings;
            /// What is for sale and how to pay, as last seen.
            package_center(()) -> Option<Figure<PackageCenter>>;
            /// The payment terms.
            agreement(()) -> Agreement;
            /// What something would cost, asked of the service.
            preview_order(PreviewOrder) -> Quote;
            /// Begins a purchase: makes the order and something to pay it with, and watches it.
            begin_checkout(BeginCheckout) -> Checkout;
            /// Goes on with an order that waits for its payment.
            pay_order(PayOrder) -> Checkout;
            /// Every purchase that is watched or has just ended.
            checkouts(()) -> Checkouts;
            /// Asks for a new code; the old one stays payable.
            renew_code(CheckoutOf) -> Checkout;
            /// Pays by another method.
            change_method(ChangeMethod) -> Checkout;
            /// Opens the page to pay on in the system's browser.
            open_payment_page(CheckoutOf) -> ();
            /// Asks now whether it is paid.
            ask_payment(CheckoutOf) -> Checkout;
            /// Calls the order off; if money came meanwhile, it is paid.
            cancel_checkout(CheckoutOf) -> Checkout;
            /// Puts a purchase that has ended out of sight.
            dismiss_checkout(CheckoutOf) -> Checkouts;
            /// The customer's orders as last seen, newest first.
            orders(()) -> Option<Figure<Vec<Order>>>;
            /// One order with what happened to it, as last seen; fetched if it was never seen.
            order(OrderOf) -> Option<Figure<OrderDetail>>;
            /// Calls an order off; if money came meanwhile, it is paid.
            cancel_order(OrderOf) -> OrderDetail;
            /// Every customer's orders, asked of the service.
            staff_orders(StaffOrdersWish) -> StaffOrders;
            /// Any customer's order, asked of the service.
            staff_order(OrderOf) -> OrderDetail;
            /// Sends money back.
            refund_order(RefundOrder) -> OrderDetail;
            /// Asks the provider what it knows of an order.
            ask_provider(OrderOf) -> OrderDetail;
            /// Payments that need somebody's eyes, asked of the service.
            stuck_payments(StuckPaymentsWish) -> StuckPayments;
            /// Any order with what is wrong with it, asked of the service.
            stuck_payment(OrderOf) -> StuckDetail;
            /// Says that money has come.
            settle_by_hand(SettleByHand) -> StuckDetail;
            /// Approves a proposal, or turns it down.
            decide_settlement(DecideSettlement) -> StuckDetail;
            /// Deeds of staff, asked of the service.
            audit_log(AuditWish) -> AuditLog;
            /// Writes the same as CSV into the folder for downloads.
            export_audit(AuditWish) -> SavedFile;
            /// Whether what the service keeps is whole, looked over now.
            integrity_report(()) -> IntegrityReport;
            /// Writes the same as CSV into the folder for downloads.
            export_integrity(()) -> SavedFile;
            /// How the business goes, asked of the service.
            monitoring(MonitoringRange) -> Monitoring;
            /// Writes one of its tables as CSV into the folder for downloads.
            export_monitoring(ExportMonitoring) -> SavedFile;
            /// What the operator has decided about packages, asked of the service.
            package_config(()) -> PackageConfig;
            /// Decides about packages; takes effect at once.
            save_package_config(PackageConfig) -> PackageConfig;
            /// What providers have told, asked of the service.
            webhook_log(WebhookWish) -> WebhookLog;
            /// Works on a notice once more.
            replay_webhook(WebhookOf) -> WebhookEntry;
            /// What the customer is told of as last seen, newest first.
            notices(()) -> Option<Figure<NoticeList>>;
            /// Marks notices as read, here at once and at the service as soon as it is in reach.
            mark_read(MarkRead) -> Option<Figure<NoticeList>>;
            /// What the customer agrees to, asked of the service.
            consent(()) -> Consent;
            /// Agrees for the customer, or no longer.
            give_consent(Consent) -> Consent;
            /// What the service tells others, asked of it.
            outbox(OutboxWish) -> OutboxLog;
            /// Lets the service try once more what is parked.
            replay_outbox(OutboxOf) -> OutboxEntry;
            /// Usage as last seen, in columns.
            usage(UsageWish) -> Option<Figure<UsageSeries>>;
            /// Writes the same as CSV into the folder for downloads.
            export_usage(UsageWish) -> SavedFile;
            /// Writes a picture into the folder for downloads.
            save_picture(SavePicture) -> SavedFile;
            /// The movements of credits as last seen, newest first.
            credits(CreditsWish) -> Option<Figure<CreditLedger>>;
            /// What is left of the credits, and until when, as last seen.
            credit_standing(CreditsOf) -> Option<Figure<CreditStanding>>;
            /// The packs of credits for sale as last seen.
            credit_packs(()) -> Option<Figure<Vec<CreditPack>>>;
            /// When the credits run out, and what each plan would have cost; worked out here.
            credit_outlook(()) -> Option<Figure<CreditOutlook>>;
            /// The rule by which packs are ordered, as last seen.
            auto_top_up(()) -> Option<Figure<AutoTopUp>>;
            /// Sets the rule.
            set_auto_top_up(AutoTopUpUpdate) -> AutoTopUp;
            /// Redeems a gift code; the same code again answers the same.
            redeem_gift_code(RedeemRequest) -> Redeemed;
            /// Puts a customer's credits right.
            adjust_credits(AdjustCredits) -> SpendReceipt;
            /// Makes gift codes; they are told this once.
            make_gift_codes(MakeGiftCodes) -> GiftCodes;
            /// The gift codes that were made, asked of the service.
            gift_codes(GiftCodesWish) -> GiftCodeList;
            /// The invoices as last seen, newest first.
            invoices(InvoicesWish) -> Option<Figure<InvoiceList>>;
            /// One invoice as last seen.
            invoice(InvoiceOf) -> Option<Figure<InvoiceDetail>>;
            /// A document: from this computer, or else from the service and then kept here.
            invoice_document(DocumentOf) -> Document;
            /// Writes a document into the folder for downloads.
            save_document(DocumentOf) -> SavedFile;
            /// Shows a file that was saved in this run where it lies.
            show_saved(SavedFile) -> ();
            /// Lets the person choose the folder for downloads.
            choose_download_folder(()) -> Settings;
            /// Begins to download many documents.
            begin_download(BeginDownload) -> Download;
            /// Every download that is under way or has ended and was not put away.
            downloads(()) -> Vec<Download>;
            /// Goes on with a download that waits.
            resume_download(DownloadOf) -> Vec<Download>;
            /// Calls a download off.
            cancel_download(DownloadOf) -> Vec<Download>;
            /// Puts a download that has ended out of sight.
            dismiss_download(DownloadOf) -> Vec<Download>;
            /// Shows what was downloaded where it lies.
            show_download(DownloadOf) -> ();
            /// Looks for words in everything that is on this computer.
            search(SearchWish) -> SearchResults;
            /// The customers whom staff may see, as last seen.
            customers(CustomersWish) -> Option<Figure<Vec<CustomerSummary>>>;
            /// One customer as last seen; from now on their figures are kept fresh.
            customer(CustomerOf) -> CustomerView;
            /// How complete an archive is.
            archive(ArchiveOf) -> Archive;
            /// Collects what support needs to understand a payment and writes it where the person
            /// chooses; none if they think better of it.
            save_evidence(SaveEvidence) -> Option<SavedFile>;
            /// Reads evidence that a customer has sent; for support.
            import_evidence(ImportEvidence) -> ImportedEvidence;
            /// Notes what the person did, if they have consented.
            note_behaviour(NoteBehaviour) -> ();
            /// Remembers where the person is, for the next start.
            remember_place(Place) -> ();
        }
    };
}

use crate::console::Console;
use crate::error::{CommandError, CommandErrorCode};
use crate::views::*;
use billing_contract::*;
use serde_json::Value;

/// Runs the command called `name` with a request in JSON, for callers that are not Rust.
pub async fn dispatch(
    console: &Console,
    name: &str,
    request: Value,
) -> Result<Value, CommandError> {
    macro_rules! route {
        ($($(#[$doc:meta])* $command:ident($request:ty) -> $answer:ty;)*) => {
            match name {
                $(stringify!($command) => {
                    let answer: $answer = console.$command(read::<$request>(request)?).await?;
                    serde_json::to_value(answer).map_err(unreadable)
                })*
                _ => Err(CommandError::new(CommandErrorCode::Internal).with("command", name)),
            }
        };
    }
    for_each_command!(route)
}

fn read<T: serde::de::DeserializeOwned>(request: Value) -> Result<T, CommandError> {
    serde_json::from_value(request).map_err(unreadable)
}

/// The error's text may quote what was sent, a password even: only its kind is told.
fn unreadable(error: serde_json::Error) -> CommandError {
    CommandError::new(CommandErrorCode::Internal).with("json", format!("{:?}", error.classify()))
}
