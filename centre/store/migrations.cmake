# SPDX-License-Identifier: Apache-2.0
# store/migrations/*.sql, in the order of their numbers, as text in the program: ${migrations_source}.
file(GLOB migration_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/migrations/*.sql)
list(SORT migration_files)
set(migration_texts)
foreach(migration IN LISTS migration_files)
  file(READ ${migration} text)
  string(APPEND migration_texts "    R\"sql(${text})sql\",\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${migration})
endforeach()
set(migrations_source ${CMAKE_CURRENT_BINARY_DIR}/migrations.cpp)
file(CONFIGURE OUTPUT ${migrations_source} @ONLY CONTENT
"// Made from centre/store/migrations/*.sql.
#include \"centre/store/migrations.h\"

#include <array>

namespace diemcau::centre {

std::span<const std::string_view> migrations() {
  static constexpr auto texts = std::to_array<std::string_view>({
@migration_texts@  });
  return texts;
}

}  // namespace diemcau::centre
")
