{
  const failed = () => document.documentElement.dataset.state = "failed";
  const start = () => { @@START@@ };
  // After the first paint: the words come first. A tab that nobody sees is not painted, and is to be ready when it is looked at.
  addEventListener("load", () => document.hidden ? setTimeout(start) : requestAnimationFrame(() => setTimeout(start)));
}
