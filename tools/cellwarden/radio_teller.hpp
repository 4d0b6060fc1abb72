#pragma once

/// \file
/// What becomes of a radio, for people, as it happens.

#include <string>
#include <utility>

#include "dsp/capture/radio_process.hpp"

namespace cellwarden::tools {

/// Says on stderr what its driver says of itself only where it matters, and what is in the way of finding it
/// again only when that is another thing than before.
class RadioTeller {
 public:
  /// \param name  of the radio among several; empty: there is one
  explicit RadioTeller(bool is_verbose, std::string name = {})
      : is_verbose_(is_verbose), name_(std::move(name)) {}

  void operator()(const capture::RadioEvent& event);

 private:
  bool is_verbose_;
  std::string name_;
  std::string in_the_way_;
};

}  // namespace cellwarden::tools
