const filter = document.getElementById("filter");
const shown = document.getElementById("shown");
const units = [...document.querySelectorAll(".unit")];
function show(tag) {
  let count = 0;
  for (const unit of units) {
    unit.hidden = tag !== "" && !unit.dataset.tags.split(" ").includes(tag);
    count += unit.hidden ? 0 : 1;
  }
  for (const article of document.querySelectorAll(".article")) {
    article.hidden = tag !== "" && !article.querySelector(".unit:not([hidden])");
  }
  shown.textContent = tag === "" ? "" : `${count} of ${units.length} units`;
}
filter.hidden = units.length === 0;
filter.addEventListener("change", (event) => show(event.target.value));
// A page that is loaded again keeps the chosen button.
show(filter.querySelector("input:checked").value);
