document.querySelectorAll(".flow").forEach((flow) => {
  const frames = [...flow.querySelectorAll(".frames > li")];
  const hand = flow.querySelector(".hand");
  if (!hand || frames.length < 2) return;
  const [back, next] = hand.querySelectorAll("button");
  const place = hand.querySelector("output");
  let at = 0;
  const show = (to) => {
    at = Math.max(0, Math.min(frames.length - 1, to));
    frames.forEach((frame, number) => { frame.hidden = number !== at; });
    place.textContent = `${at + 1} / ${frames.length}`;
    back.disabled = at === 0;
    next.disabled = at === frames.length - 1;
  };
  back.addEventListener("click", () => show(at - 1));
  next.addEventListener("click", () => show(at + 1));
  flow.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(at - 1);
    else if (event.key === "ArrowRight") show(at + 1);
    else return;
    event.preventDefault();
  });
  flow.querySelector(".frames").classList.add("stepping");
  hand.hidden = false;
  show(0);
});
