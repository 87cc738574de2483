// What the first paint must know: the chosen theme, and whether a link says what the page opens with.
try {
  const theme = localStorage.getItem('latch-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // a browser without storage shows the system's theme
}
if (location.hash.length > 1) document.documentElement.dataset.link = '';
