"use strict";
const world = document.body.dataset.world;
const said = document.getElementById("said");
async function turn(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: { "content-type": "application/json", "x-world": world },
    body: body ? JSON.stringify(body) : undefined,
  });
  if (answer.ok) { location.reload(); return; }
  said.textContent = (await answer.json()).detail;
}
for (const button of document.querySelectorAll("button[data-path]")) {
  button.addEventListener("click", () => {
    if (button.dataset.sure && !confirm(button.dataset.sure)) { return; }
    turn(button.dataset.method, button.dataset.path, button.dataset.body ? JSON.parse(button.dataset.body) : null);
  });
}
document.getElementById("worlds").addEventListener("change", (event) => {
  location.search = "?world=" + encodeURIComponent(event.target.value);
});
