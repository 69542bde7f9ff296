// @ts-check
// What lies over the map: what its colours mean, and the names at its edges.

/** @import { Colour, MapData } from "./scene.js" */
import { part } from "./elements.js"

/**
 * Say what the colours mean; categories are buttons that show one of them alone.
 * @param {Element} legend
 * @param {Colour} colour
 * @param {string[]} palette
 * @param {number | null} only the category that is shown alone
 * @param {(category: number) => void} onToggle
 */
export function drawLegend(legend, colour, palette, only, onToggle) {
  if (colour.kind === "categories") {
    const buttons = colour.names.map((name, category) => {
      const button = categoryButton(name, palette[category % palette.length], only === category)
      button.onclick = () => onToggle(category)
      return button
    })
    legend.replaceChildren(...buttons)
    return
  }
  const ramp = document.createElement("div")
  ramp.className = "ramp"
  ramp.style.background = `linear-gradient(90deg, ${palette.join(", ")})`
  legend.replaceChildren(span(`${colour.label}: ${colour.low}`), ramp, span(colour.high))
}

/**
 * Names at the edges, where the axes are no lines within the picture; the one that goes up ends below the legend.
 * @param {ParentNode} root
 * @param {MapData["axes"]} axes
 */
export function drawEdges(root, axes) {
  const legend = part(root, ".legend")
  part(root, ".axis.up").style.top = `${legend.offsetTop + legend.offsetHeight + 6}px`
  for (const [place, name] of ["across", "up"].entries()) {
    const element = part(root, `.axis.${name}`)
    const axis = axes.at(place)
    element.hidden = !axis
    if (!axis) continue
    part(element, ".low").textContent = `← ${axis.low}`
    part(element, ".high").textContent = `${axis.high} →`
  }
}

/**
 * @param {string} name
 * @param {string} colour
 * @param {boolean} pressed
 */
function categoryButton(name, colour, pressed) {
  const button = document.createElement("button")
  const dot = document.createElement("i")
  dot.style.background = colour
  button.type = "button"
  button.title = `Show only: ${name}`
  button.setAttribute("aria-pressed", String(pressed))
  button.append(dot, name)
  return button
}

/** @param {string} text */
function span(text) {
  const element = document.createElement("span")
  element.textContent = text
  return element
}
