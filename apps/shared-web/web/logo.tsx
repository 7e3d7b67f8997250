// Light through a prism.
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <path class="logo-beam" d="M1 20 L11 17" />
      <path class="logo-prism" d="M16 5 L28 26 L4 26 Z" />
      <path class="logo-ray-1" d="M20 15.5 L31 13" />
      <path class="logo-ray-2" d="M20.5 17.5 L31 17.5" />
      <path class="logo-ray-3" d="M21.5 19.5 L31 22" />
    </svg>
  );
}
