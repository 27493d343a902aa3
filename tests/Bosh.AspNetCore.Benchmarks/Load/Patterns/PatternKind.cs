namespace Bosh.AspNetCore.Benchmarks.Load.Patterns;

/// <summary>What the sessions of a run do.</summary>
internal enum PatternKind
{
    Parked,
    Paced,
    OneRequest,
    FloodDown,
    FloodUp,
    SetUp,
    Idle,
}
