#pragma once

/// \file
/// What the shape of the sources promises, as checks that name every place that breaks it:
/// "dsp/lte/x.cpp:12: includes detector/detector.hpp, ...". The allowed includes are read from the two
/// tables of docs/architecture.md, so that the document stays true.

#include <string>
#include <string_view>
#include <vector>

#include "tests/layering/source_tree.hpp"

namespace cellwarden::layering {

using Violations = std::vector<std::string>;

/// One row of the table "Folders": files below `folder` may include files below `may_include`.
struct FolderRule {
  std::string folder;
  std::vector<std::string> may_include;
};

/// One row of the table "Foreign libraries": headers with one of these beginnings appear only in `places`.
struct ForeignRule {
  std::vector<std::string> headers;
  std::vector<std::string> places;  ///< folders with a closing slash, or files
};

struct Tables {
  std::vector<FolderRule> folders;
  std::vector<ForeignRule> foreign;
};

/// The folders whose code is installed.
[[nodiscard]] const std::vector<std::string>& installed_folders();

/// Both tables of docs/architecture.md.
[[nodiscard]] Tables parse_tables(std::string_view architecture);

/// What the table of folders itself must keep: detector and dsp apart, receivers apart, cell alone.
[[nodiscard]] Violations check_tables(const Tables& tables);

/// Includes of project files against the table of folders; each is written from the root.
[[nodiscard]] Violations check_project_includes(const Tables& tables, const std::vector<SourceFile>& sources);

/// Foreign headers against their table; none in an installed .hpp unless that very file is named there.
[[nodiscard]] Violations check_foreign_includes(const Tables& tables, const std::vector<SourceFile>& sources);

/// A header that includes a foreign one (all but tl::expected), itself or through another, is included in its
/// own folder only.
[[nodiscard]] Violations check_private_headers(const std::vector<SourceFile>& sources);

/// No call, constant or direction that could make a radio transmit.
[[nodiscard]] Violations check_never_transmits(const std::vector<SourceFile>& sources);

/// No name and no record key that would hold a subscriber's or a phone's identity. Counts are allowed:
/// a name that ends in _count, _counts or _total.
[[nodiscard]] Violations check_no_identities(const std::vector<SourceFile>& sources);

/// The signal path and the detector neither print, nor read clocks, nor make threads. `dsp/capture` has
/// clocks and threads: radios live there.
[[nodiscard]] Violations check_pure(const std::vector<SourceFile>& sources);

/// Build files: nothing below tests/ is installed, and nothing installed is linked to a generator.
struct BuildFile {
  std::string path;
  std::string text;
};
[[nodiscard]] Violations check_generators_stay_home(const std::vector<BuildFile>& files);

}  // namespace cellwarden::layering
