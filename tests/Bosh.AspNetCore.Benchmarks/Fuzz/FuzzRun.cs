using System.Security.Cryptography;
using Bosh.AspNetCore.Tests.Fuzzing;

namespace Bosh.AspNetCore.Benchmarks.Fuzz;

/// <summary>One target under fuzz: what it was given so far, and what was found.</summary>
internal sealed class FuzzRun
{
    /// <summary>How many inputs are tried before another target has its turn.</summary>
    private const int BatchSize = 200;

    /// <summary>When so many things are wrong, more of them help nobody.</summary>
    private const int MaxFindings = 20;

    private readonly IFuzzTarget _target;
    private readonly string _folder;
    private long _inputs;
    private long _bytes;
    private long _accepted;

    public FuzzRun(IFuzzTarget target, string folder)
    {
        _target = target;
        _folder = folder;
    }

    public int Findings { get; private set; }

    /// <summary>Tries some inputs.</summary>
    /// <param name="seed">The seed of the next input.</param>
    public void Batch(ref int seed)
    {
        for (int i = 0; i < BatchSize && Findings < MaxFindings; i++)
        {
            seed = (seed + 1) & int.MaxValue;
            byte[] input = _target.Next(new Random(seed), Corpus.Files);
            Verdict verdict = Judge(input);
            _inputs++;
            _bytes += input.Length;
            _accepted += verdict.IsAccepted ? 1 : 0;
            if (verdict.Complaint is not null)
            {
                Save(input, seed);
            }
        }
    }

    public string ToString(IFormatProvider culture)
        => string.Create(culture, $"{_target.Name}: {_inputs:N0} inputs, {_bytes / 1e6:N0} MB, {100.0 * _accepted / Math.Max(_inputs, 1):N0} % accepted, {Findings} found;");

    private Verdict Judge(byte[] input)
    {
        try
        {
            return _target.Judge(input);
        }
        catch (Exception error)
        {
            return Verdict.Wrong(error.ToString());
        }
    }

    private void Save(byte[] input, int seed)
    {
        byte[] smallest = Shrinking.Shrink(input, smaller => Judge(smaller).Complaint is not null);
        string name = $"{_target.Name}-{Convert.ToHexStringLower(SHA256.HashData(smallest))[..12]}";
        string path = Path.Combine(_folder, name);
        if (File.Exists(path))
        {
            return;
        }

        Findings++;
        string complaint = $"{_target.Name}, seed {seed}: {Judge(smallest).Complaint}\n{Printing.Print(smallest)}\n";
        Directory.CreateDirectory(_folder);
        File.WriteAllBytes(path, smallest);
        File.WriteAllText(path + ".txt", complaint);
        Console.WriteLine($"\n{complaint}");
    }
}
