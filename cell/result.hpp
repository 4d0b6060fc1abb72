#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace cellwarden {

enum class ErrorCode : std::uint8_t { kConfig, kDevice, kFile, kFormat, kNetwork };

/// What went wrong in the world outside, in one line that an operator can act on.
struct Error {
  ErrorCode code{};
  std::string what;  ///< names the file, key or device, the value it had, and the way out
};

template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorCode::kFile, "x.wav: ...")` in a function that returns any Result<T>.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string what) {
  return tl::unexpected<Error>(Error{code, std::move(what)});
}

}  // namespace cellwarden
