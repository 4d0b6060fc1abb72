#pragma once

/// \file
/// Random but well-formed system information messages, written field by field from the descriptions of TS
/// 44.018, with every optional part now present, now absent.

#include <random>

#include "cell/gsm/system_information.hpp"

namespace cellwarden::gsm::test {

class MessageMaker {
 public:
  explicit MessageMaker(std::uint32_t seed) : random_(seed) {}

  [[nodiscard]] L2Block make(MessageKind kind);

 private:
  std::uint32_t number(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }
  bool chance(std::uint32_t percent) { return number(100) < percent; }

  friend class Description;
  std::mt19937 random_;
};

}  // namespace cellwarden::gsm::test
