/**
 * Turns the pages of the course: arrow keys press its buttons, and a station that is opened starts at its top, where a
 * screen reader goes on reading. Code that is too wide can be scrolled by keys.
 */
const TAKES_ARROWS = "input, textarea, select, [role=slider], [role=radio], [role=tab], [role=menu], pre, .js-plotly-plot"
let shown = ""

export default function ({ data, parentElement }) {
  if (shown && shown !== data.station) {
    document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 })
    const heading = document.querySelector(".st-key-learn-question h1")
    heading?.setAttribute("tabindex", "-1")
    heading?.focus({ preventScroll: true })
  }
  shown = data.station

  const turn = (event) => {
    const way = { ArrowRight: "next", ArrowLeft: "back" }[event.key]
    const taken = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented
    if (way && !taken && !event.target.closest?.(TAKES_ARROWS)) {
      document.querySelector(`.st-key-learn-${way} button`)?.click()
    }
  }
  document.addEventListener("keydown", turn)
  parentElement.querySelector(".learn-keys").hidden = false
  const letScroll = () => {
    for (const code of document.querySelectorAll(".st-key-learn-code pre")) code.tabIndex = 0
  }
  const drawn = new MutationObserver(letScroll) // code is drawn anew once its colours have been loaded
  drawn.observe(document.querySelector('[data-testid="stMain"]'), { childList: true, subtree: true })
  letScroll()
  return () => {
    drawn.disconnect()
    document.removeEventListener("keydown", turn)
  }
}
