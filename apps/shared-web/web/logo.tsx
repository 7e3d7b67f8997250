// Light through a prism.
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <path class="logo-beam" d="M0.5 19.5 L6.4 17.8" />
      <path class="logo-prism" d="M12.5 5.5 L22 25 L3 25 Z" />
      <path class="logo-ray-1" d="M18.6 15.2 L31 11.5" />
      <path class="logo-ray-2" d="M19.8 17.6 L31 16.8" />
      <path class="logo-ray-3" d="M21 20 L31 22.2" />
    </svg>
  );
}
