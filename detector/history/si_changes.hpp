#pragma once

/// \file
/// When a cell's system information changed, to the frame: between the last that was heard of the old content
/// and the first of the new one.
///
/// In: each content heard, in the order of its newest time. A content counts once two receptions hold it.
/// Contents that take turns, as of two cells of one physical id, are no change: what returns, or is heard
/// while the other one still is.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace cellwarden::history {

/// A frame of a cell, and when it began.
struct FrameMoment {
  double t_s{};
  std::uint16_t sfn{};
};

struct SiChange {
  std::string what;  ///< "value tag", "sib3, sib4"
  FrameMoment last_of_old;
  FrameMoment first_of_new;
};

class SiChanges {
 public:
  struct Heard {
    std::string content;
    FrameMoment first, last;
    std::uint32_t times{};
  };

  /// \param what  whose content: each has its own history
  void hear(const std::string& what, Heard heard);

  /// Oldest first.
  [[nodiscard]] const std::deque<SiChange>& all() const noexcept { return changes_; }

 private:
  struct Stream {
    Heard now;
    std::optional<Heard> next{};       // heard since, not yet often enough
    std::deque<std::string> before{};  // contents that it had before
    bool takes_turns = false;
  };
  void change(const std::string& what, Stream& stream);

  std::map<std::string, Stream> streams_;
  std::deque<SiChange> changes_;
};

}  // namespace cellwarden::history
