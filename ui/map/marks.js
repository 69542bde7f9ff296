// What is marked on the atlas: the chosen title, its nearest, an outline, and where a taste stands. What somebody draws
// around is told from here, so that Python answers with the table alone.

export default function (component) {
  globalThis.animeAtlasMarks = component
  globalThis.animeAtlas?.mark(component.data)
}
