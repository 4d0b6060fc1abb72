#pragma once

/// \file
/// The key pair of encrypted recordings as two small files: the private one for whoever may replay, mode
/// 0600; the public one, FILE.pub, for every sensor that records. One line each: a name and 64 hexadecimal
/// digits.

#include <string>

#include "cell/result.hpp"
#include "dsp/capture/sealed_stream.hpp"

namespace cellwarden::capture {

/// "cellwarden-public-key 3f9a…": the line of the public file.
[[nodiscard]] std::string to_text(const PublicKey& key);

/// The first digits, for people to compare.
[[nodiscard]] std::string short_name(const PublicKey& key);

/// Makes a pair in two new files, `file` and `file`.pub. Existing ones are not overwritten.
[[nodiscard]] Result<PublicKey> make_key_files(const std::string& file);

[[nodiscard]] Result<PublicKey> read_public_key(const std::string& file);
[[nodiscard]] Result<SecretKey> read_secret_key(const std::string& file);

}  // namespace cellwarden::capture
