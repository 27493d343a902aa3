namespace Bosh.AspNetCore.Benchmarks.Engine;

/// <summary>A benchmark that goes through a number of bytes each time.</summary>
public interface IMeasuresBytes
{
    /// <summary>How many, once it is set up.</summary>
    int Bytes { get; }
}
