// On a phone the menu covers the page: it closes once a page or a model was chosen in it.
if (!window.animeMenuCloses) {
  window.animeMenuCloses = true
  const closeOn = (event, what) =>
    document.addEventListener(event, ({ target }) => {
      const menu = document.querySelector('[data-testid="stSidebar"][data-collapsed="false"]')
      if (menu && target.closest(what) && window.matchMedia("(max-width: 768px)").matches) {
        setTimeout(() => menu.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click(), 50)
      }
    }, true)
  closeOn("click", '[data-testid="stSidebarNavLink"]')
  closeOn("pointerup", '[role="option"]') // it is gone before a click is told of
}
