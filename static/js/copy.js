// Copies what stands in a field. Without this script the field can be selected and copied by hand.

const button = document.querySelector("[data-copy]");
const told = document.querySelector("[data-copied]");

if (navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    told.textContent = told.dataset.copied;
  });
}
