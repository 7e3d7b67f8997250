// A credential in memory.
#ifndef RELEASE_TOOLS_BASE_SECRET_H_
#define RELEASE_TOOLS_BASE_SECRET_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace release {

// A value that is not swapped out, not in core dumps, not printable, and wiped when it goes.
//
// There is no operator<<, no conversion and no comparison on purpose: the one way to the value is
// Reveal(), which is easy to search for. When the system's limit on locked memory is reached the
// value is kept in unlocked memory, still wiped at the end.
//
// Movable, not copyable; Copy() is spelled out.
class Secret {
 public:
  Secret() = default;

  // Takes the value and wipes the string it came in.
  static Secret Of(std::string&& value);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  // The value; valid as long as this object.
  std::string_view Reveal() const { return {bytes_, size_}; }

  Secret Copy() const;
  bool empty() const { return size_ == 0; }

 private:
  explicit Secret(std::string_view value);
  void Wipe();

  char* bytes_ = nullptr;  // pages of its own
  size_t size_ = 0;
};

// Overwrites the bytes of `value` in a way the compiler cannot leave out, and empties it.
void WipeString(std::string& value);

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_SECRET_H_
