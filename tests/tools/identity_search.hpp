#pragma once

/// \file
/// Looks for subscribers' identities in what a program wrote, in every form in which a slip could have left
/// them there.
///
///   numbers   decimal; hexadecimal of either case; integers of either octet order
///   digits    packed two to an octet, high or low one first (as sent on the air: TS 24.008, section
///             10.5.1.4), at both alignments, so with and without the type and parity in front
///   wrappings as octets, as hexadecimal text with or without separators, as base64 (either alphabet) at any
///             alignment, as a list of decimal octets; inside anything that libarchive unpacks
///
/// Permanent identities are sought by the ten digits that are the subscriber's own: a form without the
/// network's code gives somebody away as well. What looks packed and cannot be unpacked throws: a search
/// leaves nothing out silently.

#include <string>
#include <string_view>
#include <vector>

#include "tests/synth/gsm_common_channel.hpp"

namespace cellwarden::test {

/// One form of one identity.
struct IdentityForm {
  std::string name;  ///< "temporary identity, big endian"
  std::string octets;
  bool is_text = false;  ///< decimal digits; the others are octets
};

/// The forms that are searched for, before any wrapping.
[[nodiscard]] std::vector<IdentityForm> forms_of(const synth::GsmSubscriber& subscriber);

/// Whether its forms are long and odd enough not to appear by chance: ten decimal digits and eight
/// hexadecimal ones without a zero in front, and no octets that could be text.
[[nodiscard]] bool is_telling(const synth::GsmSubscriber& subscriber);

class IdentitySearch {
 public:
  /// \param also  further forms, such as a message as it is sent
  explicit IdentitySearch(const std::vector<synth::GsmSubscriber>& subscribers,
                          std::vector<IdentityForm> also = {});

  /// \return one line for each find: form, wrapping and place; nothing where all is well
  [[nodiscard]] std::vector<std::string> in(std::string_view bytes) const;

 private:
  std::vector<IdentityForm> forms_;
};

}  // namespace cellwarden::test
