//! The browser application.

fn main() {
    isitme::web::boot::start();
}
