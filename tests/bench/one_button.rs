//! The smallest Yew application that does something: what the sizes are compared with.

use yew::prelude::*;

#[component]
fn OneButton() -> Html {
    let count = use_state(|| 0u32);
    let onclick = {
        let count = count.clone();
        Callback::from(move |_: MouseEvent| count.set(*count + 1))
    };
    html! { <button {onclick}>{ *count }</button> }
}

fn main() {
    yew::Renderer::<OneButton>::new().render();
}
