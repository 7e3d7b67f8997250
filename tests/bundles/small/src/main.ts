import("./greeting").then(({ greeting }) => {
  document.body.textContent = greeting(import.meta.env.VITE_NAME);
});
