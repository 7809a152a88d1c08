# The Windows launcher's first half, called by bonsai.cmd: finds a JDK, builds where the sources changed, and
# writes two lines to the standard output, BONSAI_JDK=folder and BONSAI_ARGUMENTS=file with the class path.
# What goes wrong is one sentence on the standard error, and nothing on the standard output.
# The file "bonsai" does the same on Linux and macOS and says why. Written for Windows PowerShell 5.1.
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$neededJava = 25
$root = Split-Path -Parent $PSScriptRoot
$builds = Join-Path $root 'target\launch'
$script:newestSeen = 0

function Say([string] $sentence) {
  [Console]::Error.WriteLine($sentence)
}

function Fail([string] $sentence) {
  Say $sentence
  exit 1
}

# ---- the JDK ------------------------------------------------------------------------------------

# The version of the JDK in that folder; 0 where there is none.
function Get-Major([string] $folder) {
  $release = Join-Path $folder 'release'
  if (-not ((Test-Path (Join-Path $folder 'bin\java.exe')) -and (Test-Path (Join-Path $folder 'bin\javac.exe')) -and (Test-Path $release))) {
    return 0
  }
  foreach ($line in [IO.File]::ReadAllLines($release)) {
    if ($line -match '^JAVA_VERSION="?(\d+)') {
      $major = [int] $Matches[1]
      if ($major -gt $script:newestSeen) { $script:newestSeen = $major }
      return $major
    }
  }
  return 0
}

function Find-Jdk {
  if ($env:BONSAI_JAVA) {
    $folder = $env:BONSAI_JAVA
    if (Test-Path $folder -PathType Leaf) { $folder = Split-Path -Parent (Split-Path -Parent $folder) }
    if ((Get-Major $folder) -ge $neededJava) { return $folder }
    Fail "BONSAI_JAVA is '$env:BONSAI_JAVA', which is not a JDK $neededJava or newer: correct it, or unset it so that Bonsai looks by itself."
  }
  if ($env:JAVA_HOME -and (Get-Major $env:JAVA_HOME) -ge $neededJava) { return $env:JAVA_HOME }
  $onPath = Get-Command java.exe -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
  if ($onPath) {
    $folder = Split-Path -Parent (Split-Path -Parent $onPath.Path)
    if ((Get-Major $folder) -ge $neededJava) { return $folder }
  }
  if ($env:BONSAI_JDKS) {
    $places = $env:BONSAI_JDKS -split ';'
  } else {
    $places = @()
    foreach ($programs in @($env:ProgramFiles, $env:ProgramW6432, $env:LOCALAPPDATA + '\Programs')) {
      foreach ($vendor in @('Java', 'Eclipse Adoptium', 'Microsoft', 'Zulu', 'Amazon Corretto', 'BellSoft', 'SapMachine')) {
        if ($programs) { $places += "$programs\$vendor" }
      }
    }
    $places += "$env:USERPROFILE\.jdks", "$env:USERPROFILE\.sdkman\candidates\java", "$env:USERPROFILE\.gradle\jdks",
      "$env:USERPROFILE\scoop\apps", "$env:LOCALAPPDATA\mise\installs\java"
  }
  $found = foreach ($place in $places) {
    if (Test-Path $place) {
      foreach ($folder in Get-ChildItem $place -Directory -ErrorAction SilentlyContinue) {
        foreach ($candidate in @($folder.FullName, (Join-Path $folder.FullName 'current'))) {
          $major = Get-Major $candidate
          if ($major -ge $neededJava) { New-Object PSObject -Property @{ Major = $major; Folder = $candidate } }
        }
      }
    }
  }
  # The oldest of them is what Bonsai is tested with.
  $best = $found | Sort-Object Major | Select-Object -First 1
  if ($best) { return $best.Folder }
  $seen = if ($script:newestSeen -eq 0) { 'none' } else { "only Java $script:newestSeen" }
  Fail "Bonsai needs a JDK $neededJava or newer and found ${seen}: install one (Eclipse Temurin $neededJava, for example), or set BONSAI_JAVA to its folder."
}

# ---- the build ----------------------------------------------------------------------------------

# One sum over the names and contents of all sources.
function Get-Checksum {
  $sha = [Security.Cryptography.SHA256]::Create()
  $files = @(Get-Item (Join-Path $root 'pom.xml')) + @(Get-ChildItem (Join-Path $root 'src\main') -Recurse -File)
  foreach ($file in $files | Sort-Object FullName) {
    if ($file.Name.StartsWith('.') -or $file.Name.EndsWith('~')) { continue }
    foreach ($bytes in @([Text.Encoding]::UTF8.GetBytes($file.FullName.Substring($root.Length)), [IO.File]::ReadAllBytes($file.FullName))) {
      [void] $sha.TransformBlock($bytes, 0, $bytes.Length, $null, 0)
    }
  }
  [void] $sha.TransformFinalBlock((New-Object byte[] 0), 0, 0)
  return ([BitConverter]::ToString($sha.Hash) -replace '-', '').Substring(0, 16).ToLowerInvariant()
}

# Whether that folder holds a whole build whose libraries are still there.
function Test-Build([string] $folder) {
  foreach ($file in @('bonsai.jar', 'classpath.txt', 'jvm.args')) {
    if (-not (Test-Path (Join-Path $folder $file))) { return $false }
  }
  foreach ($jar in [IO.File]::ReadAllText((Join-Path $folder 'classpath.txt')).Trim() -split ';') {
    if (-not [IO.File]::Exists($jar)) { return $false }
  }
  return $true
}

function Find-Maven {
  $home1 = if ($env:MAVEN_HOME) { "$env:MAVEN_HOME\bin\mvn.cmd" }
  foreach ($maven in @($env:BONSAI_MAVEN, (Join-Path $root 'mvnw.cmd'), $home1)) {
    if ($maven -and (Test-Path $maven -PathType Leaf)) { return $maven }
  }
  $onPath = Get-Command mvn.cmd -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
  if ($onPath) { return $onPath.Path }
  Fail 'Bonsai must be built before its first use and found no Maven: install Maven 3.8 or newer so that mvn is on the PATH, or set BONSAI_MAVEN to it.'
}

# Waits until no other process builds; the lock goes with the process that holds it.
function Get-Lock {
  $told = $false
  while ($true) {
    try {
      return [IO.File]::Open((Join-Path $builds 'lock'), 'OpenOrCreate', 'ReadWrite', 'None')
    } catch [IO.IOException] {
      if (-not $told) { Say 'Another bonsai is building; waiting for it.' }
      $told = $true
      Start-Sleep -Seconds 1
    }
  }
}

function Write-Failure([string] $log) {
  $text = [IO.File]::ReadAllLines($log)
  if ($text -match 'Could not transfer artifact|UnknownHost|Connection (refused|timed out)|offline mode') {
    Say "Bonsai could not be built because Maven could not fetch its libraries: check the network, and the proxy or mirror in $env:USERPROFILE\.m2\settings.xml. Maven's log is $log; it says:"
  } else {
    Say "Bonsai could not be built. Maven's log is $log; it says:"
  }
  $essential = @($text -match '^\[ERROR\] ' -notmatch '\[Help|Re-run Maven|full stack trace|For more information|COMPILATION ERROR' |
      Select-Object -Unique -First 12)
  if ($essential.Count -eq 0) { $essential = @($text | Select-Object -Last 12) }
  $essential | ForEach-Object { Say $_ }
}

function Build([string] $folder, [string] $jdk) {
  try {
    [void] (New-Item -ItemType Directory -Force $builds)
  } catch {
    Fail "Bonsai must be built before its first use and cannot write to ${builds}: give yourself write access to it, or use a copy of Bonsai that is yours."
  }
  $lock = Get-Lock
  try {
    if (Test-Build $folder) { return }
    $maven = Find-Maven
    Say 'Building Bonsai, as always on first use and when its sources changed; Maven fetches what libraries it does not have yet.'
    if (Test-Path $folder) { Remove-Item -Recurse -Force $folder }
    $work = Join-Path $builds ('.build.' + [Guid]::NewGuid().ToString('N'))
    [void] (New-Item -ItemType Directory $work)
    $log = Join-Path $builds 'build.log'
    $env:JAVA_HOME = $jdk
    # Maven's warnings on the standard error are no failure.
    $ErrorActionPreference = 'Continue'
    & $maven -B -f (Join-Path $root 'pom.xml') "-Dbonsai.target=$work" '-Dformat=skip' '-Dbonsai.warnings=-nowarn' process-classes jar:jar *> $log
    $status = $LASTEXITCODE
    $ErrorActionPreference = 'Stop'
    if ($status -ne 0) {
      Write-Failure $log
      Remove-Item -Recurse -Force $work -ErrorAction SilentlyContinue
      exit 1
    }
    $whole = Join-Path $work 'whole'
    [void] (New-Item -ItemType Directory $whole)
    Move-Item (Join-Path $work 'bonsai.jar'), (Join-Path $work 'classpath.txt') $whole
    $classPath = (Join-Path $folder 'bonsai.jar') + ';' + [IO.File]::ReadAllText((Join-Path $whole 'classpath.txt')).Trim()
    # java reads such a file in the system's code page, with backslashes doubled inside quotes.
    [IO.File]::WriteAllText((Join-Path $whole 'jvm.args'), '-cp "' + $classPath.Replace('\', '\\') + '"', [Text.Encoding]::Default)
    Move-Item $whole $folder
    Remove-Item -Recurse -Force $work -ErrorAction SilentlyContinue
    Get-ChildItem $builds -Directory | Where-Object { $_.FullName -ne $folder -and $_.LastWriteTime -lt (Get-Date).AddDays(-7) } |
      Remove-Item -Recurse -Force -ErrorAction SilentlyContinue
  } finally {
    $lock.Dispose()
  }
}

$jdk = Find-Jdk
$current = Join-Path $builds (Get-Checksum)
if (-not (Test-Build $current)) { Build $current $jdk }
if (-not (Test-Build $current)) { Fail "Bonsai was built, but not all of its libraries are where Maven said: see $current\classpath.txt." }
"BONSAI_JDK=$jdk"
"BONSAI_ARGUMENTS=" + (Join-Path $current 'jvm.args')
