document.querySelectorAll(".flow").forEach((flow) => {
  const frames = [...flow.querySelectorAll(".frames > li")];
  const hand = flow.querySelector(".hand");
  if (!hand || frames.length < 2) return;
  const [back, next] = hand.querySelectorAll("button");
  const place = hand.querySelector("output");
  let at = 0;
  // On a phone the drawing is wider than the page: the station where it happens is brought into sight.
  const follow = (frame) => {
    const box = frame.querySelector("[data-across]");
    if (box) box.scrollLeft = (box.scrollWidth * box.dataset.across) / 100 - box.clientWidth / 2;
  };
  const show = (to) => {
    at = Math.max(0, Math.min(frames.length - 1, to));
    frames.forEach((frame, number) => { frame.hidden = number !== at; });
    place.textContent = `${at + 1} / ${frames.length}`;
    // Disabled buttons lose the focus, and the arrow keys with it.
    back.setAttribute("aria-disabled", at === 0);
    next.setAttribute("aria-disabled", at === frames.length - 1);
    follow(frames[at]);
  };
  back.addEventListener("click", () => show(at - 1));
  next.addEventListener("click", () => show(at + 1));
  flow.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(at - 1);
    else if (event.key === "ArrowRight") show(at + 1);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(frames.length - 1);
    else return;
    event.preventDefault();
  });
  flow.querySelector(".frames").classList.add("stepping");
  hand.hidden = false;
  show(0);
});
