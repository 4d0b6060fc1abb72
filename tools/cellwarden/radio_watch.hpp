#pragma once

/// \file
/// Watches over the radios of a live run: which of them bring nothing, who goes round their part of the bands
/// meanwhile, what nobody hears then; and says so, as it happens and in `status`.

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "detector/records/json_lines.hpp"
#include "tools/cellwarden/live_radio.hpp"
#include "tools/cellwarden/radio_presence.hpp"
#include "tools/cellwarden/shared_survey.hpp"

namespace cellwarden::tools {

class RadioWatch {
 public:
  /// \param radios, survey  must outlive this; no survey: none goes round
  RadioWatch(std::span<const std::unique_ptr<LiveRadio>> radios, SharedSurvey* survey);

  /// To be called about once a second.
  /// \return the radios that are absent
  std::vector<std::size_t> look();

  /// Adds who brings nothing, and what is not heard for that.
  void report(records::StatusRecord& status) const;

  /// For how long none of those that have not ended has brought anything.
  [[nodiscard]] double all_silent_s() const;

 private:
  void set_present(std::size_t radio, bool is_present);
  [[nodiscard]] std::vector<std::string> not_heard() const;

  std::span<const std::unique_ptr<LiveRadio>> radios_;
  SharedSurvey* survey_;
  std::vector<RadioPresence> presences_;        ///< of each radio
  std::vector<std::string> left_out_at_start_;  ///< as lines
};

}  // namespace cellwarden::tools
